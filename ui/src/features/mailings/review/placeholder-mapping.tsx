import { ROUTES, SPECIAL_LINKS, type MailPlaceholder, type MailingDetail } from '@linkflow/contracts';
import { Button, Code, Group, Select, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { useMergeFieldLabel, useMergeOptions } from '../../../shared/merge-text/merge-facts';
import { toast } from '../../../shared/toast';
import { specialLinkTexts } from '../special-links.texts';
import { useIsEditable } from '../sending/editable';
import type { useContentWrite } from './content-write';
import { JumpButton, jumpToContent } from './problem-list';
import classes from './review.module.css';
import { DIALECT_NAMES, reviewTexts } from './review.texts';

/** Value of the choice that removes a placeholder, because the select has no choice with an empty value. */
const REMOVE = 'remove';

interface PlaceholderMappingProps {
  mailing: MailingDetail;
  write: ReturnType<typeof useContentWrite>['write'];
}

/**
 * Placeholders of other systems, and merge fields that do not exist: each is replaced by a merge field, a special link or nothing. What is
 * suggested is chosen already; all are replaced in one write.
 */
export function PlaceholderMapping({ mailing, write }: PlaceholderMappingProps) {
  const t = useTexts(reviewTexts);
  const replace = useCommand(ROUTES.mailings.replacePlaceholders);
  const isEditable = useIsEditable(mailing);
  const mayChange = useCan()(ROUTES.mailings.replacePlaceholders) && isEditable;
  /** By source. Only those that the user has chosen; null to leave the placeholder. */
  const [chosen, setChosen] = useState<ReadonlyMap<string, string | null>>(new Map());
  const { id, placeholders, revision } = mailing;
  const valueOf = ({ source, suggestion }: MailPlaceholder): string | null =>
    chosen.has(source) ? (chosen.get(source) ?? null) : suggestion;
  const replacements = placeholders.flatMap((placeholder) => {
    const value = valueOf(placeholder);
    return value === null ? [] : [{ source: placeholder.source, by: value === REMOVE ? '' : value }];
  });
  const onlySuggestions = placeholders.every(
    (placeholder) => valueOf(placeholder) === placeholder.suggestion,
  );
  const send = () =>
    write(replace.mutateAsync({ params: { id }, body: { revision, replacements } }), () => {
      setChosen(new Map());
      toast(t('placeholders.done', { count: replacements.length }));
    });
  return (
    <div>
      <Title order={4} size="sm">
        {t('placeholders.title', { count: placeholders.length })}
      </Title>
      <Text size="xs" c="dimmed">
        {t('placeholders.lead')}
      </Text>
      <ul className={classes.list}>
        {placeholders.map((placeholder) => (
          <PlaceholderLine
            key={placeholder.source}
            placeholder={placeholder}
            hasBlocks={mailing.blocks !== null}
            value={valueOf(placeholder)}
            onChange={
              mayChange
                ? (value) => setChosen((before) => new Map(before).set(placeholder.source, value))
                : undefined
            }
          />
        ))}
      </ul>
      {mayChange && (
        <Button size="xs" disabled={replacements.length === 0} loading={replace.isPending} onClick={send}>
          {onlySuggestions && replacements.length > 1
            ? t('placeholders.replaceAll')
            : t('placeholders.replace', { count: replacements.length })}
        </Button>
      )}
    </div>
  );
}

interface PlaceholderLineProps {
  placeholder: MailPlaceholder;
  hasBlocks: boolean;
  value: string | null;
  /** Absent if the user may not change the content. */
  onChange: ((value: string | null) => void) | undefined;
}

function PlaceholderLine({ placeholder, hasBlocks, value, onChange }: PlaceholderLineProps) {
  const t = useTexts(reviewTexts);
  const { source, dialect, places, count, suggestion } = placeholder;
  const data = useReplacements(suggestion);
  const jump = places[0] ? jumpToContent(places[0], hasBlocks) : null;
  const system = dialect === 'merge-field' ? t('placeholders.ours') : DIALECT_NAMES[dialect];
  return (
    <li className={classes.line}>
      <div className={classes.sentence}>
        <Code className={classes.source}>{source}</Code>
        <Group gap={8} mt={2}>
          <Text size="xs" c="dimmed">
            {system ?? t('placeholders.unknown')} · {t('placeholders.places', { count })}
          </Text>
          {jump && <JumpButton jump={jump} about={source} />}
        </Group>
      </div>
      {onChange && (
        <Select
          size="xs"
          w={260}
          className={classes.choice}
          aria-label={t('placeholders.replaceBy', { source })}
          placeholder={t('placeholders.keep')}
          searchable
          clearable
          data={data}
          value={value}
          onChange={onChange}
          comboboxProps={{ withinPortal: true, shadow: 'md' }}
        />
      )}
    </li>
  );
}

/** What can stand for a placeholder: the suggestion, merge fields by their groups, special links, or nothing. */
function useReplacements(suggestion: string | null) {
  const t = useTexts(reviewTexts);
  const s = useTexts(specialLinkTexts);
  const labelOf = useMergeFieldLabel();
  const options = useMergeOptions();
  const specials = SPECIAL_LINKS.map((name) => ({ value: `{{link:${name}}}`, label: s(name) }));
  const special = specials.find(({ value }) => value === suggestion);
  const fields = [...Map.groupBy(options, ({ group }) => group)].map(([group, members]) => ({
    group,
    items: members
      .map(({ fact, name }) => ({ value: `{{${fact}}}`, label: name }))
      .filter(({ value }) => value !== suggestion),
  }));
  return [
    ...(suggestion === null
      ? []
      : [
          {
            group: t('placeholders.suggestion'),
            items: [
              special ?? {
                value: suggestion,
                label: options.length === 0 ? suggestion : suggestedLabel(labelOf(suggestion)),
              },
            ],
          },
        ]),
    ...fields,
    { group: t('placeholders.links'), items: specials.filter((each) => each !== special) },
    { group: t('placeholders.other'), items: [{ value: REMOVE, label: t('placeholders.remove') }] },
  ];
}

const suggestedLabel = ({ name, fallback }: { name: string; fallback: string | undefined }): string =>
  fallback === undefined ? name : `${name}, ${fallback}`;
