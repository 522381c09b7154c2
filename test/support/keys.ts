import type { Page } from 'playwright-core';
import { focused } from './outlook.js';

/** Somebody with nothing but a keyboard. */
export interface Keys {
  /** What was done so far: each press, choice and text is one; the way from one place to the next is none. */
  readonly acts: number;
  /** Goes on with a key until the focus is on what is named ("role name"). */
  reach(name: RegExp, key?: string): Promise<void>;
  press(name: RegExp): Promise<void>;
  /** A checkbox is made the other way. */
  toggle(name: RegExp): Promise<void>;
  /** Puts a text in place of what stands there. */
  write(name: RegExp, text: string): Promise<void>;
  /** Of a group of radio buttons, beginning at the one that is chosen. */
  choose(chosen: RegExp, wanted: RegExp): Promise<void>;
}
const mostSteps = 150;

export function keysOf(page: Page): Keys {
  let acts = 0;
  /** Where the focus rests: between page and frame, and inside one field of several parts, it stays for a moment where it was. */
  async function restsAfter(before: string): Promise<string> {
    let last = before;
    for (const end = Date.now() + 400; Date.now() < end;) {
      const now = await focused(page);
      if (now === last && now !== before && !now.startsWith('body')) return now;
      last = now;
      await page.waitForTimeout(15);
    }
    return last;
  }
  async function reach(name: RegExp, key = 'Tab'): Promise<void> {
    let now = await focused(page);
    let isBack = false;
    for (let steps = 0; !name.test(now); steps += 1) {
      if (steps > mostSteps) throw new Error(`${key} did not reach ${String(name)}; the focus is on ${now}.`);
      await page.keyboard.press(key === 'Tab' && isBack ? 'Shift+Tab' : key);
      now = await restsAfter(now);
      // At the end of a page there is nothing to go on to: from there it goes back.
      if (now.startsWith('body')) isBack = !isBack;
    }
  }
  return {
    get acts() {
      return acts;
    },
    reach,
    async press(name) {
      await reach(name);
      acts += 1;
      await page.keyboard.press('Enter');
    },
    async toggle(name) {
      await reach(name);
      acts += 1;
      await page.keyboard.press('Space');
    },
    async write(name, text) {
      await reach(name);
      acts += 1;
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
    },
    async choose(chosen, wanted) {
      await reach(chosen);
      acts += 1;
      await reach(wanted, 'ArrowDown');
    },
  };
}
