/**
 * How long a worker has said nothing although it was asked. Told in ticks of the page's own timer,
 * not by a clock: a clock can be set back, and a computer that slept or a tab that was throttled
 * ticks less, which only makes the page more patient.
 */

/** Milliseconds from tick to tick. */
export const TICK = 5000;
/** After so many silent ticks, a minute, the person is told that something takes long… */
const SLOW = 12;
/** …and after so many, ten minutes, the worker is taken for lost. */
const LOST = 120;

export class Silence {
  #ticks = 0;

  /** The worker gave a sign of life, or was asked for the first time. */
  end() {
    this.#ticks = 0;
  }

  /**
   * A tick has passed.
   * @param {boolean} asked whether an answer is waited for
   * @returns {boolean} whether the worker is to be taken for lost
   */
  grows(asked) {
    this.#ticks = asked ? this.#ticks + 1 : 0;
    return this.#ticks >= LOST;
  }

  get long() {
    return this.#ticks >= SLOW;
  }
}
