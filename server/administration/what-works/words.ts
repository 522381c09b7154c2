import type { Capability, WhatWorks } from '../../../contract/what-works.js';

type Remedy = NonNullable<WhatWorks['remedy']>;
type Place = NonNullable<Remedy['place']>;

const line =
  (state: WhatWorks['state']) =>
  (capability: Capability, sentence: string, remedy?: Remedy): WhatWorks => ({
    capability,
    state,
    sentence,
    ...(remedy ? { remedy } : {}),
  });
export const works = line('works');
export const limited = line('limited');
export const off = line('off');

export const byYou = (place: Place): Remedy => ({ by: 'you', place });
export const byAdministrator = (place: Place): Remedy => ({ by: 'administrator', place });
/** On a page of Microsoft. */
export const allowedAt = (by: Remedy['by'], url: string): Remedy => ({ by, url });
