import { Behaviour, goodDay } from '../base/behaviour.js';
import { presets } from './presets.js';

test('every switch has a name of its own and says what it does', () => {
  expect(new Set(presets.map((it) => it.name)).size).toBe(presets.length);
  for (const { name, title, meaning } of presets) {
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(title.length).toBeLessThan(40);
    expect(meaning).toMatch(/^[A-Z0-9].*\.$/);
  }
});

test('settings are changed by name, unknown names are refused with what there is, and a good day takes all back', () => {
  const behaviour = new Behaviour();
  behaviour.change({ timing: { requestMs: 50 }, delta: { endless: 'same-page' } });
  expect(behaviour.settings()).toEqual({
    ...goodDay(),
    timing: { requestMs: 50, itemMs: 0 },
    delta: { ...goodDay().delta, endless: 'same-page' },
  });
  expect(() => behaviour.change({ delta: { nonsense: true } as never })).toThrow(
    /There is no delta.nonsense; there are sparse/,
  );
  expect(() => behaviour.change({ nonsense: {} } as never)).toThrow(/There is no nonsense/);
  behaviour.reset();
  expect(behaviour.settings()).toEqual(goodDay());
});
