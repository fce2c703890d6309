package plaza.hook;

/** An event waiting to be posted. Its body is the same at every attempt. */
record Event(long id, String topic, String type, String subject, String payload, int attempts) {
    String body() {
        return "{\"type\":\"" + type + "\",\"id\":\"" + id + "\",\"" + subject + "\":" + payload + "}";
    }
}
