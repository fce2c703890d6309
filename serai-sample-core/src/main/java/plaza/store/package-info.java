/** The PostgreSQL database: a small bounded pool, transactions, tables and first contents. Knows no other room. */
@NullMarked
package plaza.store;

import org.jspecify.annotations.NullMarked;
