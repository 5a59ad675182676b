import type { Analytics } from '@linkflow/contracts';
import { Anchor, Button, Group, Switch, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import classes from './links.module.css';
import { mailingLinkTexts } from './mailing-links.texts';

const MAX_LENGTH = 100;

interface AnalyticsSettingsProps {
  mailingName: string;
  saved: Analytics;
  /** What the user has changed and not saved yet; null if nothing. */
  draft: Analytics | null;
  onChange: (draft: Analytics | null) => void;
  onSave: (analytics: Analytics) => void;
  saving: boolean;
  /** True while the message has unsaved changes, which must be saved first. */
  locked: boolean;
}

/** The parameters of Google Analytics that the mailing adds to the addresses of its tracked links. */
export function AnalyticsSettings(props: AnalyticsSettingsProps) {
  const { mailingName, saved, draft, onChange, onSave, saving, locked } = props;
  const t = useTexts(mailingLinkTexts);
  const c = useTexts(common);
  const [asked, setAsked] = useState(false);
  const shown = draft ?? saved;
  const set = (part: Partial<Analytics>) => onChange({ ...shown, ...part });
  const isIncomplete = shown.on && shown.source.trim() === '';
  const save = () => {
    setAsked(isIncomplete);
    if (isIncomplete) return;
    const trim = (value: string) => value.trim();
    onSave({
      on: shown.on,
      medium: trim(shown.medium),
      source: trim(shown.source),
      campaign: trim(shown.campaign),
    });
  };
  return (
    <section className={classes.analytics} aria-label={t('analytics.title')}>
      <Group justify="space-between" gap="xs">
        <Title order={2} size="sm">
          {t('analytics.title')}
        </Title>
        {draft && (
          <Group gap="xs">
            <Button size="xs" variant="default" onClick={() => onChange(null)}>
              {c('cancel')}
            </Button>
            <Button size="xs" loading={saving} disabled={locked} onClick={save}>
              {c('save')}
            </Button>
          </Group>
        )}
      </Group>
      <Switch
        size="sm"
        label={t('analytics.on')}
        description={t('analytics.hint')}
        disabled={locked}
        checked={shown.on}
        onChange={({ currentTarget: { checked } }) =>
          set(
            checked
              ? {
                  on: true,
                  medium: shown.medium || 'email',
                  campaign: shown.campaign || mailingName.slice(0, MAX_LENGTH),
                }
              : { on: false },
          )
        }
      />
      {shown.on && (
        <div className={classes.parameters}>
          <TextInput
            size="xs"
            label={t('analytics.source')}
            description={t('analytics.sourceHint')}
            maxLength={MAX_LENGTH}
            disabled={locked}
            value={shown.source}
            error={asked && isIncomplete ? t('analytics.sourceMissing') : undefined}
            onChange={(event) => set({ source: event.currentTarget.value })}
          />
          <TextInput
            size="xs"
            label={t('analytics.medium')}
            description="utm_medium"
            maxLength={MAX_LENGTH}
            disabled={locked}
            value={shown.medium}
            onChange={(event) => set({ medium: event.currentTarget.value })}
          />
          <div>
            <TextInput
              size="xs"
              label={t('analytics.campaign')}
              description="utm_campaign"
              maxLength={MAX_LENGTH}
              disabled={locked}
              value={shown.campaign}
              onChange={(event) => set({ campaign: event.currentTarget.value })}
            />
            {shown.campaign !== mailingName && !locked && (
              <Anchor
                component="button"
                type="button"
                size="xs"
                mt={4}
                onClick={() => set({ campaign: mailingName.slice(0, MAX_LENGTH) })}
              >
                {t('analytics.useName')}
              </Anchor>
            )}
          </div>
        </div>
      )}
      {draft && (
        <Text size="xs" c="dimmed" role="status">
          {t('analytics.asItWillBe')}
        </Text>
      )}
    </section>
  );
}
