package dev.serai.kernel;

import java.io.DataInput;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.util.JsonParserDelegate;

/**
 * Makes parsers that refuse a number no decimal can hold, such as 1e9999999999, with the exception for everything else that
 * is not JSON here. Jackson's own let a NumberFormatException through.
 */
final class DecimalJson extends JsonFactory {
    private static final long serialVersionUID = 1L;

    DecimalJson(JsonFactoryBuilder rules) {
        super(rules);
    }

    private static final class Parser extends JsonParserDelegate {
        Parser(JsonParser parser) {
            super(parser);
        }

        @Override
        public BigDecimal getDecimalValue() {
            try {
                return super.getDecimalValue();
            } catch (NumberFormatException e) {
                throw new StreamReadException(this, "a number's exponent is beyond what any number here can have");
            }
        }
    }

    @Override
    protected JsonParser _createParser(ObjectReadContext context, IOContext io, InputStream in) {
        return new Parser(super._createParser(context, io, in));
    }

    @Override
    protected JsonParser _createParser(ObjectReadContext context, IOContext io, Reader in) {
        return new Parser(super._createParser(context, io, in));
    }

    @Override
    protected JsonParser _createParser(
            ObjectReadContext context, IOContext io, char[] text, int from, int length, boolean recyclable) {
        return new Parser(super._createParser(context, io, text, from, length, recyclable));
    }

    @Override
    protected JsonParser _createParser(ObjectReadContext context, IOContext io, byte[] text, int from, int length) {
        return new Parser(super._createParser(context, io, text, from, length));
    }

    @Override
    protected JsonParser _createParser(ObjectReadContext context, IOContext io, DataInput in) {
        return new Parser(super._createParser(context, io, in));
    }
}
