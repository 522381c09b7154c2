/** Puts throw-away files of tests into memory where there is room. */
export function keepTemporaryFilesInMemory(): void;
