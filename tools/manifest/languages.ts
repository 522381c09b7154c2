import { all, type Element } from './xml.js';

/** Every language says everything that any language says, once, and within the length of its kind. */
export function languagesComplete(manifest: Element): string[] {
  const spoken = [...all(manifest, 'Description'), ...all(manifest, 'String')].filter(
    (it) => it.attributes.DefaultValue !== undefined && it.children.length > 0,
  );
  const nameOf = (it: Element) => it.attributes.id ?? it.name;
  const locales = [...new Set(spoken.flatMap((it) => it.children.map((one) => one.attributes.Locale ?? '')))];
  return spoken.flatMap((it) => {
    const own = it.children.map((one) => one.attributes.Locale ?? '');
    return [
      ...locales
        .filter((locale) => !own.includes(locale))
        .map((locale) => `"${nameOf(it)}" lacks the language ${locale}.`),
      ...own.filter((locale, i) => own.indexOf(locale) !== i).map((locale) => `"${nameOf(it)}" has ${locale} twice.`),
      ...own
        .filter((locale) => !/^[a-z]{2}-[A-Z]{2}$/.test(locale))
        .map((locale) => `"${locale}" is not a language like de-DE.`),
      ...it.children
        .filter((one) => (one.attributes.Value ?? '').length > 250 || !one.attributes.Value)
        .map((one) => `"${nameOf(it)}" in ${one.attributes.Locale} must have 1 to 250 characters.`),
    ];
  });
}
