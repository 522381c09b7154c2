import { useId, type ReactNode } from 'react';

interface Option<V extends string> {
  value: V;
  name: string;
  text?: string;
}
interface Props<V extends string> {
  title: string;
  text?: string;
  options: Option<V>[];
  value: V;
  problem?: string | undefined;
  onChange(value: V): void;
  children?: ReactNode;
}

/** One choice of a few, each with what it means. */
export function RadioCard<V extends string>({ title, text, options, value, problem, onChange, children }: Props<V>) {
  const id = useId();
  return (
    <fieldset className="card choices" aria-describedby={problem ? `${id}-problem` : undefined}>
      <legend>
        <h2>{title}</h2>
      </legend>
      {text && <p className="caption">{text}</p>}
      {options.map((it) => (
        <label key={it.value} className="choice">
          <input
            type="radio"
            name={id}
            checked={value === it.value}
            aria-invalid={problem && value === it.value ? true : undefined}
            onChange={() => onChange(it.value)}
          />
          <span className="choice-text">
            <span>{it.name}</span>
            {it.text && <span className="caption">{it.text}</span>}
          </span>
        </label>
      ))}
      {problem && (
        <p id={`${id}-problem`} className="field-problem">
          {problem}
        </p>
      )}
      {children}
    </fieldset>
  );
}
