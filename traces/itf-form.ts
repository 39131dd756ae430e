/**
 * How a trace is written in the Informal Trace Format (Apalache ADR-015), shared by writer and reader.
 *
 * Integers are always `{"#bigint": "n"}`, sets `{"#set": […]}` in label order, maps `{"#map": [[k, v], …]}`, lists arrays,
 * records objects. ITF has no null, so an optional member is the variant Quint and Apalache's Option module use:
 * `{"tag": "Some", "value": "b0"}` or `{"tag": "None", "value": {"#tup": []}}`. A sentinel string could be somebody's label;
 * the variant cannot, and `#meta.varTypes` tells it from a record with fields called tag and value.
 */

/** `#meta.format`. */
export const ITF_FORMAT = 'ITF'
/** `#meta.tool`: only files that say so carry what a replay needs. */
export const ITF_TOOL = 'tidemark'
/** `#meta.schema`. Fields may be added within a schema, never renamed or dropped. */
export const ITF_SCHEMA = 1
/** `#meta.action` of the first state, which no action led to. */
export const ITF_INIT = 'Init'
/** The longest text the reader accepts: 64 Mi characters. */
export const MAX_ITF_CHARS = 64 * 1024 * 1024

/** The value of the `None` variant, as Quint writes it. */
export const ITF_UNIT = { '#tup': [] } as const
