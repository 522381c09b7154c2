import { sleep } from '../base/clock.js';

/** SQLSTATE of a victim of a deadlock, and of one who was in another's way (PostgreSQL, appendix A). */
const victims = ['40P01', '40001'];
const triesAtMost = 5;

/**
 * Two that take the same rows in different orders wait for each other, until PostgreSQL ends one of them: that one begins again, at
 * a distance of chance. Nothing of it was written; what else `work` does, it does again.
 */
export async function withoutDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!victims.includes((error as { code?: string } | null)?.code ?? '') || tries >= triesAtMost) throw error;
      await sleep(tries * 20 * (0.5 + Math.random()));
    }
  }
}
