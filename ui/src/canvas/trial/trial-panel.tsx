import type { SimulatedStep, Simulation } from '@linkflow/contracts';
import { ActionIcon, Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconUserQuestion, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../../i18n';
import { RefSelect } from '../../shared/ref-select';
import { useErrorSentence } from '../../shared/errors';
import { descriptorsOf } from '../model/lookups';
import { useCanvas, useCanvasStore } from '../store/canvas-context';
import { trialTexts } from '../texts/trial';
import { TrialStep } from './trial-step';
import { useTrial, type Who } from './use-trial';
import classes from './trial.module.css';

/** Tries the workflow as it is drawn: who clicks, and what each step would do. The way is lit on the canvas beside it. */
export function TrialPanel() {
  const t = useTexts(trialTexts);
  const store = useCanvasStore();
  const [who, setWho] = useState<Who>();
  const trial = useTrial(who);
  return (
    <aside className={classes.panel} aria-label={t('title')} data-testid="trial">
      <header className={classes.head}>
        <h2 className={classes.title}>{t('title')}</h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('close')}
          onClick={() => store.getState().patch({ trialOpen: false })}
        >
          <IconX size={18} />
        </ActionIcon>
      </header>
      <div className={classes.body}>
        <Text size="sm" c="dimmed">
          {t('intro')}
        </Text>
        <Stack gap={6}>
          <RefSelect
            kind="contact"
            label={t('contact')}
            placeholder={who ? t('stranger') : t('contactPlaceholder')}
            value={who?.contactId ?? null}
            onChange={(contactId) => setWho(contactId === null ? undefined : { contactId })}
            clearable
            data-autofocus
          />
          {who?.contactId !== null && (
            <Button
              className={classes.stranger}
              variant="subtle"
              size="compact-xs"
              leftSection={<IconUserQuestion size={14} />}
              onClick={() => setWho({ contactId: null })}
            >
              {t('stranger')}
            </Button>
          )}
        </Stack>
        {who && <Outcome trial={trial} />}
      </div>
    </aside>
  );
}

function Outcome({ trial }: { trial: ReturnType<typeof useTrial> }) {
  const t = useTexts(trialTexts);
  const sentence = useErrorSentence();
  if (trial.isError) {
    return (
      <Alert color="red" variant="light" p="sm" title={t('failedLoad')}>
        <Text size="sm">{sentence(trial.error)}</Text>
        <Button mt={8} size="compact-xs" variant="default" onClick={() => void trial.refetch()}>
          {t('again')}
        </Button>
      </Alert>
    );
  }
  if (!trial.data) {
    return (
      <Stack gap={12}>
        {[0, 1, 2].map((row) => (
          <Skeleton key={row} height={38} />
        ))}
      </Stack>
    );
  }
  return <Story of={trial.data} />;
}

function Story({ of: { answer, steps, outcome } }: { of: Simulation }) {
  const t = useTexts(trialTexts);
  return (
    <div aria-live="polite">
      <h3 className={classes.heading}>{t('answer')}</h3>
      <Steps steps={answer} />
      <OwnAddress answer={answer} />
      <h3 className={classes.heading}>{t('steps')}</h3>
      {outcome === 'failed' && (
        <Text size="sm" className={classes.warning}>
          <IconAlertTriangle size={15} aria-hidden /> {t('failed')}
        </Text>
      )}
      {steps.length === 0 && <Text size="sm">{t('nothing')}</Text>}
      <Steps steps={steps} />
      {steps.length > 0 && (
        <Text size="xs" c="dimmed" mt={12}>
          {t('firstTime')}
        </Text>
      )}
    </div>
  );
}

const Steps = ({ steps }: { steps: readonly SimulatedStep[] }) => (
  <ol className={classes.steps}>
    {steps.map((step) => (
      <TrialStep key={step.nodeId} step={step} />
    ))}
  </ol>
);

/** Where no response stands on the way, the recipient comes to the link's own address. */
function OwnAddress({ answer }: { answer: readonly SimulatedStep[] }) {
  const t = useTexts(trialTexts);
  const url = useCanvas((state) => state.url.trim());
  const catalogue = useCanvas((state) => state.catalogue);
  const answered = answer.some(({ type }) => descriptorsOf(catalogue).get(type)?.group === 'response');
  if (answered) return null;
  return (
    <Text size="sm" className={classes.address}>
      {url === '' ? t('noAddress') : t('ownAddress', { url })}
    </Text>
  );
}
