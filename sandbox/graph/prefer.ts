import type { Exchange } from '../base/exchange.js';

export interface Prefer {
  isImmutable: boolean;
  textBody: boolean;
  maxPageSize?: number;
  timeZone?: string;
  /** What is honoured, as `Preference-Applied` says it. */
  applied: string[];
}

/** The Prefer header counts for this one request. */
export function readPrefer(exchange: Exchange): Prefer {
  const text = String(exchange.headers.prefer ?? '');
  const isImmutable = /IdType\s*=\s*"?ImmutableId"?/i.test(text);
  const textBody = /outlook\.body-content-type\s*=\s*"?text"?/i.test(text);
  const size = Number(/odata\.maxpagesize\s*=\s*(\d+)/i.exec(text)?.[1] ?? 0);
  const timeZone = /outlook\.timezone\s*=\s*(?:"([^"]*)"|([^\s,;]+))/i.exec(text);
  const zone = timeZone?.[1] ?? timeZone?.[2];
  return {
    isImmutable,
    textBody,
    ...(size > 0 ? { maxPageSize: size } : {}),
    ...(zone === undefined ? {} : { timeZone: zone }),
    applied: [
      ...(isImmutable ? ['IdType="ImmutableId"'] : []),
      ...(zone === undefined ? [] : [`outlook.timezone="${zone}"`]),
      ...(textBody ? ['outlook.body-content-type="text"'] : []),
      ...(size > 0 ? [`odata.maxpagesize=${size}`] : []),
    ],
  };
}
