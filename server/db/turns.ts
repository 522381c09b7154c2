import { isInBackground } from './priority.js';

/** Somebody who was just answered mostly asks again at once: so long nobody patient is let in between. */
const staysMs = 8;
/** Patient work goes first after all when it waited so long: people who ask without end do not stop it. */
const patienceMs = 2_000;

interface Waiting {
  since: number;
  begin(): void;
}

/**
 * Who may use the one connection of the embedded database now. A transaction keeps its turn to the end. People go first, in the
 * order they came; background work waits until nobody else does, so whoever files waits for one page of an import at most.
 */
export class Turns {
  #isTaken = false;
  #isPatient = false;
  readonly #people: Waiting[] = [];
  readonly #patient: Waiting[] = [];
  #pause: NodeJS.Timeout | undefined;

  async take(): Promise<void> {
    const isPatient = isInBackground();
    if (this.#isTaken || (isPatient && this.#pause))
      await new Promise<void>((begin) => {
        (isPatient ? this.#patient : this.#people).push({ since: Date.now(), begin });
      });
    this.#endPause();
    this.#isTaken = true;
    this.#isPatient = isPatient;
  }

  give(): void {
    const wasPatient = this.#isPatient;
    const first = this.#patient[0];
    const isOverdue = first !== undefined && Date.now() - first.since > patienceMs;
    const next = (isOverdue ? undefined : this.#people.shift()) ?? undefined;
    if (next) return next.begin();
    if (!first) {
      this.#isTaken = false;
      return;
    }
    if (isOverdue || wasPatient) return this.#letPatientIn();
    this.#isTaken = false;
    this.#pause = setTimeout(() => this.#letPatientIn(), staysMs);
  }

  #letPatientIn(): void {
    this.#endPause();
    const next = this.#patient.shift();
    this.#isTaken = next !== undefined;
    next?.begin();
  }
  #endPause(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }
}
