/** Sizes of the built pane in kB, gzip. */
export function measureSizes(): { firstScreen: number; later: Record<string, number>; all: number; files: number };
