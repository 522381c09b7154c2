/** The stack, and in a line what was behind it. */
export const causeOf = (error: unknown): string =>
  (error instanceof Error
    ? `${error.cause instanceof Error ? `${error.cause.message} < ` : ''}${error.stack ?? error.message}`
    : String(error)
  ).slice(0, 1500);
