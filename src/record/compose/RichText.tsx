import { useEffect, useId, useRef, useState } from 'react';
import { t } from '../../text/compose-text.js';
import { Button } from '../../ui/Button.js';

interface Props {
  value: string;
  onChange(html: string): void;
  isFirst: boolean;
}
const commands = [
  { name: 'bold', run: 'bold', sign: <b>B</b> },
  { name: 'italic', run: 'italic', sign: <i>I</i> },
  { name: 'list', run: 'insertUnorderedList', sign: <span>• –</span> },
] as const;
const toHref = (text: string): string =>
  /^(https?:|mailto:)/i.test(text) ? text : /^[^\s@]+@[^\s@]+$/.test(text) ? `mailto:${text}` : `https://${text}`;

/**
 * Text with bold, italic, lists and links, by the browser's own editing. What is pasted comes as plain words; the server lets nothing
 * else through either.
 */
export function RichText({ value, onChange, isFirst }: Props) {
  const id = useId();
  const field = useRef<HTMLDivElement>(null);
  const marked = useRef<Range>(undefined);
  const [link, setLink] = useState<string>();
  const [first] = useState(value);
  useEffect(() => {
    const shown = field.current;
    if (!shown) return;
    shown.innerHTML = first; // cleaned by the server, or empty
    if (isFirst) shown.focus();
  }, [first, isFirst]);
  const tell = () => onChange(field.current?.innerHTML ?? '');
  const run = (command: string, argument?: string) => {
    field.current?.focus();
    document.execCommand(command, false, argument);
    tell();
  };
  const setHref = () => {
    const selection = window.getSelection();
    if (link?.trim() && selection && marked.current) {
      field.current?.focus();
      selection.removeAllRanges();
      selection.addRange(marked.current);
      const href = toHref(link.trim());
      if (selection.isCollapsed) {
        const anchor = document.createElement('a');
        anchor.href = href;
        anchor.textContent = link.trim();
        run('insertHTML', anchor.outerHTML);
      } else run('createLink', href);
    }
    setLink(undefined);
  };
  return (
    <div className="compose-row">
      <span id={id} className="compose-label">
        {t('text')}
      </span>
      <div className="rich">
        <div className="rich-bar" role="toolbar" aria-label={t('toolbar')}>
          {commands.map((it) => (
            <Button
              key={it.name}
              look="subtle"
              className="small"
              aria-label={t(it.name)}
              title={t(it.name)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => run(it.run)}
            >
              {it.sign}
            </Button>
          ))}
          <Button
            look="subtle"
            className="small"
            aria-expanded={link !== undefined}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              const selection = window.getSelection();
              const isHere = selection?.rangeCount && field.current?.contains(selection.anchorNode);
              const range = isHere ? selection.getRangeAt(0).cloneRange() : endOf(field.current);
              marked.current = range;
              setLink(link === undefined ? '' : undefined);
            }}
          >
            {t('link')}
          </Button>
        </div>
        {link !== undefined && (
          <div className="rich-link">
            <input
              type="text"
              inputMode="url"
              placeholder="https://"
              autoFocus
              aria-label={t('link.address')}
              value={link}
              onChange={({ target }) => setLink(target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') {
                  event.preventDefault();
                  event.stopPropagation();
                  setHref();
                }
                if (event.key === 'Escape') {
                  event.stopPropagation();
                  setLink(undefined);
                }
              }}
            />
            <Button className="small" onClick={setHref}>
              {t('link.set')}
            </Button>
          </div>
        )}
        <div
          ref={field}
          className="rich-text"
          contentEditable
          suppressContentEditableWarning
          role="textbox"
          aria-multiline="true"
          aria-labelledby={id}
          tabIndex={0}
          dir="auto"
          onInput={tell}
          onPaste={(event) => {
            event.preventDefault();
            document.execCommand('insertText', false, event.clipboardData.getData('text/plain'));
          }}
          onDrop={(event) => event.preventDefault()}
        />
      </div>
    </div>
  );
}

function endOf(field: HTMLElement | null): Range | undefined {
  if (!field) return undefined;
  const range = document.createRange();
  range.selectNodeContents(field);
  range.collapse(false);
  return range;
}
