import { mendAddress, SPECIAL_LINKS, type BlockLink, type SpecialLink } from '@linkflow/contracts';
import { Button, Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconUnlink } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTexts } from '../../../../i18n';
import { common } from '../../../../i18n/common.texts';
import { MergeTextField } from '../../../../shared/merge-text/merge-text-field';
import { RefSelect } from '../../../../shared/refs';
import { specialLinkTexts } from '../../special-links.texts';
import { settingsTexts } from './inspector.texts';
import { LinkedCard } from './linked-card';
import { NewLinkForm } from './new-link-form';

const WAYS = ['library', 'new', 'url', 'special'] as const;
type Way = (typeof WAYS)[number];

interface LinkFieldProps {
  value: BlockLink | null;
  onChange: (link: BlockLink | null) => void;
  /** The words that are linked: the name of a new link. */
  suggestedName: string;
  label?: string;
}

const wayOf = (link: BlockLink | null): Way =>
  link?.kind === 'url' ? 'url' : link?.kind === 'special' ? 'special' : 'library';

/** Where something leads: a tracked link of the library, a new one, an address that is not tracked, or a page of ours. */
export function LinkField({ value, onChange, suggestedName, label }: LinkFieldProps) {
  const t = useTexts(settingsTexts);
  const id = useId();
  const [way, setWay] = useState<Way>(() => wayOf(value));
  // The link was changed elsewhere, by undo for example.
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    if (value !== null && (way !== 'new' || value.kind !== 'tracked')) setWay(wayOf(value));
  }
  const use = (link: BlockLink | null) => {
    if (link) setWay(wayOf(link));
    onChange(link);
  };
  return (
    <Stack gap="xs">
      <Text id={id} size="xs" fw={500} mb={-4}>
        {label ?? t('link.label')}
      </Text>
      <SegmentedControl<Way>
        size="xs"
        fullWidth
        aria-labelledby={id}
        value={way}
        onChange={setWay}
        data={WAYS.map((each) => ({ value: each, label: t(`link.${each}`) }))}
      />
      {way === 'library' && <LibraryLink value={value} onChange={use} />}
      {way === 'new' && <NewLinkForm suggestedName={suggestedName} onCreated={use} />}
      {way === 'url' && (
        <PlainAddress
          url={value?.kind === 'url' ? value.url : ''}
          onChange={(url) => use({ kind: 'url', url })}
        />
      )}
      {way === 'special' && (
        <SpecialPage
          name={value?.kind === 'special' ? value.name : null}
          onChange={(name) => use({ kind: 'special', name })}
        />
      )}
      {value !== null && way === wayOf(value) && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconUnlink size={13} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => onChange(null)}
        >
          {t('link.remove')}
        </Button>
      )}
    </Stack>
  );
}

function LibraryLink({ value, onChange }: Pick<LinkFieldProps, 'value' | 'onChange'>) {
  const t = useTexts(settingsTexts);
  const c = useTexts(common);
  const [changing, setChanging] = useState(false);
  const [picked, setPicked] = useState(false);
  const linkId = value?.kind === 'tracked' ? value.linkId : null;
  if (linkId !== null && !changing) {
    // The field in which the link was picked had the focus.
    return <LinkedCard linkId={linkId} takesFocus={picked} onChange={() => setChanging(true)} />;
  }
  return (
    <RefSelect
      kind="link"
      size="xs"
      aria-label={t('link.pick')}
      placeholder={c('typeToSearch')}
      value={linkId}
      // The button that opened it had the focus.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus={changing}
      onChange={(id) => {
        setChanging(false);
        setPicked(true);
        if (id !== null) onChange({ kind: 'tracked', linkId: id });
      }}
    />
  );
}

const PLAIN_ADDRESS = /^(?:https?:\/\/|mailto:|tel:|sms:)/i;

const MAIL_ADDRESS = /^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/;

/** Adds what is missing at the beginning of a website or mail address. */
const mended = (url: string): string =>
  PLAIN_ADDRESS.test(url) ? url : MAIL_ADDRESS.test(url) ? `mailto:${url}` : mendAddress(url);

function PlainAddress({ url, onChange }: { url: string; onChange: (url: string) => void }) {
  const t = useTexts(settingsTexts);
  return (
    <div onBlur={() => mended(url) !== url && onChange(mended(url))}>
      <MergeTextField
        size="xs"
        label={t('link.plain')}
        labelHidden
        description={t('link.plainHint')}
        placeholder="https://"
        maxLength={4000}
        trimmed
        value={url}
        error={url !== '' && !PLAIN_ADDRESS.test(url) ? t('link.plainWrong') : undefined}
        onChange={onChange}
      />
    </div>
  );
}

interface SpecialPageProps {
  name: SpecialLink | null;
  onChange: (name: SpecialLink) => void;
}

function SpecialPage({ name, onChange }: SpecialPageProps) {
  const t = useTexts(settingsTexts);
  const names = useTexts(specialLinkTexts);
  return (
    <Radio.Group
      aria-label={t('link.special')}
      value={name}
      onChange={(next) => {
        const chosen = SPECIAL_LINKS.find((each) => each === next);
        if (chosen) onChange(chosen);
      }}
    >
      <Stack gap="xs" mt={2}>
        {(['view-online', 'subscriptions', 'unsubscribe'] as const).map((each) => (
          <Radio
            key={each}
            size="xs"
            value={each}
            label={names(each)}
            description={t(`link.specialHints.${each}`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
