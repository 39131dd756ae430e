/** A running cluster in the place of its files: read through a client of Kafka, with requests that change nothing. */
export { liveDocument, type LiveFlags } from './document.ts'
