import { AsyncLocalStorage } from 'node:async_hooks';

const patient = new AsyncLocalStorage<boolean>();

/** What `work` asks of the embedded database, whose one connection is everybody's, waits for what people ask. */
export const inBackground = <T>(work: () => Promise<T>): Promise<T> => patient.run(true, work);
/** The opposite, for work that somebody waits for, whoever set it off. */
export const inForeground = <T>(work: () => Promise<T>): Promise<T> => patient.run(false, work);

export const isInBackground = (): boolean => patient.getStore() === true;
