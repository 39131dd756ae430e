/** How much a report says: no steps, configuration and bounds; with what is worth a line of them; everything, topic by topic. */
export type Detail = 'quiet' | 'folded' | 'verbose'
