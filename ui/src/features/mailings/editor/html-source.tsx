import { writeMergeField } from '@linkflow/workflow';
import { Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../../i18n';
import { CodeArea } from '../../../shared/code-area';
import { useMergeOptions } from '../../../shared/merge-text/merge-facts';
import { mergeTexts } from '../../../shared/merge-text/merge.texts';
import type { Place as Jump } from '../jump';
import { mailingTexts } from '../mailings.texts';
import { specialLinkTexts } from '../special-links.texts';
import type { Message } from '../use-message';
import classes from './mail-editor.module.css';

/** The HTML of a message, with what can be inserted at the cursor. The line to which the user has jumped is selected. */
export function HtmlSource({ message, jump }: { message: Message; jump: Jump | null }) {
  const t = useTexts(mailingTexts);
  const box = useRef<HTMLDivElement>(null);
  const areaIn = () => box.current?.querySelector('textarea');
  useEffect(() => {
    const area = areaIn();
    const line = jump?.line;
    if (!area || line === undefined) return;
    const lines = area.value.split('\n');
    const from = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    area.focus();
    // Browsers scroll to a selection that is set at a cursor, and only then to its end.
    area.setSelectionRange(from, from);
    area.blur();
    area.focus();
    area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  }, [jump]);
  /** Replaces what is selected in the HTML, and puts the cursor behind it. */
  const insert = (text: string) => {
    const area = areaIn();
    if (!area) return;
    // The list that closes gives the focus back to its box first.
    requestAnimationFrame(() => {
      area.focus();
      // Deprecated, but nothing else writes into a text area so that the browser can undo it.
      // oxlint-disable-next-line typescript/no-deprecated
      document.execCommand('insertText', false, text);
    });
  };
  return (
    <div ref={box} className={classes.source}>
      <SourceInserts onInsert={insert} />
      <CodeArea
        breakLines
        aria-label={t('content.sourceLabel')}
        value={message.html}
        onChange={(html) => message.edit({ html })}
      />
    </div>
  );
}

const SPECIAL_LINKS = ['unsubscribe', 'subscriptions', 'view-online'] as const;

/** Chooses a merge field or a link to a page of the recipient. */
function SourceInserts({ onInsert }: { onInsert: (text: string) => void }) {
  const t = useTexts(mailingTexts);
  const merge = useTexts(mergeTexts);
  const special = useTexts(specialLinkTexts);
  const fields = useMergeOptions();
  const links = SPECIAL_LINKS.map((name) => ({
    value: `<a href="{{link:${name}}}">${special(name)}</a>`,
    label: special(name),
  }));
  const groups = Map.groupBy(fields, ({ group }) => group);
  return (
    <Select
      size="xs"
      searchable
      value={null}
      aria-label={t('content.insert')}
      placeholder={t('content.insert')}
      nothingFoundMessage={merge('none')}
      leftSection={<IconPlus size={14} aria-hidden />}
      data={[
        { group: t('content.pages'), items: links },
        ...[...groups].map(([group, members]) => ({
          group,
          items: members.map(({ fact, name }) => ({ value: writeMergeField(fact), label: name })),
        })),
      ]}
      onChange={(text) => text !== null && onInsert(text)}
    />
  );
}
