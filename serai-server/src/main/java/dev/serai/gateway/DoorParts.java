package dev.serai.gateway;

import dev.serai.core.Upstreams;
import dev.serai.kernel.DoorAddress;
import dev.serai.kernel.Ids;
import dev.serai.kernel.InsidePass;
import dev.serai.openapi.Catalogue;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** What a call meets on its way, in its order. */
@Component
record DoorParts(
        SeraiDialect dialect,
        List<HeaderDialect> headerDialects,
        BearerDialect bearer,
        Checks checks,
        Catalogue catalogue,
        Runner runner,
        AnswerSigner signer,
        SensitiveAnswers sensitive,
        CallLog log,
        Upstreams upstreams,
        Pages pages,
        Streams streams,
        ClientAddress addresses,
        InnerAddress innerAddress,
        InsidePass insidePass,
        DoorAddress doorAddress,
        Ids ids,
        Clock clock) {}
