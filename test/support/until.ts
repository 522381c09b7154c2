/**
 * Asks again and again until the answer is wanted, less and less often up to four times a second: each question costs what a pane's
 * does. Fails with the last answer when the time is over.
 */
export async function until<T>(
  ask: () => Promise<T> | T,
  isWanted: (answer: T) => boolean,
  limitMs = 180_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (let pause = 30; ; pause = Math.min(250, pause * 1.3)) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`It did not come within ${limitMs} ms; last seen: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, pause);
    });
  }
}
