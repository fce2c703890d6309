package plaza.web;

/** What a call is answered with: an HTTP status and a body that becomes JSON. */
public record Answer(int status, Object body) {
    public static Answer ok(Object body) {
        return new Answer(200, body);
    }

    public static Answer created(Object body) {
        return new Answer(201, body);
    }
}
