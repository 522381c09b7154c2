import { ChoiceStore } from './choices.js';

const memory = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};

test('R-62 choices belong to their mail and never move to another', () => {
  const store = new ChoiceStore();
  store.change('a', { record: 'people/1', saveCopy: false });
  expect(store.of('b')).toMatchObject({ saveCopy: true });
  expect(store.of('b').record).toBeUndefined();
  expect(store.of('a')).toMatchObject({ record: 'people/1', saveCopy: false });
});

test('R-63 they survive a pane that Outlook loads again', () => {
  const storage = memory();
  new ChoiceStore(storage).change('a', { attachments: { x: false } });
  expect(new ChoiceStore(storage).of('a').attachments).toEqual({ x: false });
});

test('after filing a mail starts afresh, with its Undo', () => {
  const store = new ChoiceStore();
  store.change('a', { record: 'people/1', view: 'add' });
  store.reset('a', { undo: { ids: ['f1'], until: 5 } });
  expect(store.of('a')).toMatchObject({ view: 'item', undo: { ids: ['f1'], until: 5 } });
  expect(store.of('a').record).toBeUndefined();
});

test('U-19 only the latest mails are kept', () => {
  const store = new ChoiceStore();
  for (let i = 0; i < 500; i += 1) store.change(`m${i}`, { saveCopy: false });
  expect(store.of('m0').saveCopy).toBe(true);
  expect(store.of('m499').saveCopy).toBe(false);
});

test('the same choices are the same object until they change, so that nothing is drawn twice', () => {
  const store = new ChoiceStore();
  expect(store.of('a')).toBe(store.of('a'));
});
