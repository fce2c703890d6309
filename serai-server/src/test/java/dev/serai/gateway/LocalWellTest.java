package dev.serai.gateway;

class LocalWellTest extends TokenWellContract {
    private final LocalWell well = new LocalWell();

    @Override
    TokenWell well() {
        return well;
    }
}
