import { ROUTES, type RunHold, type RunSummary } from '@linkflow/contracts';
import { Button } from '@mantine/core';
import { IconCheck, IconHandStop } from '@tabler/icons-react';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { useLanguage, useText, useTexts } from '../../i18n';
import { formatUntil } from '../../i18n/moments';
import { confirmDanger, confirmRequest } from '../../shared/confirm';
import { MenuAction } from '../../shared/menu';
import { attempt, toast, toastError } from '../../shared/toast';
import { useTypeName } from './run-labels';
import { runTexts } from './runs.texts';

/** Why a run is held because of doubt about its click, before which step, and until when. */
export function HeldReason({ hold }: { hold: RunHold }) {
  const t = useTexts(runTexts);
  const text = useText();
  const language = useLanguage();
  const typeName = useTypeName();
  const when = formatUntil(language, hold.until, new Date());
  const words = `${text(hold.reason.message)}. ${t('heldStep', { step: typeName(hold.type), when })}`;
  return <span title={words}>{words}</span>;
}

/** Decides about a run that is held because a machine may have clicked. */
export function HeldMenuItems({ run }: { run: Pick<RunSummary, 'id'> }) {
  const t = useTexts(runTexts);
  const release = useCommand(ROUTES.runs.release);
  const drop = useCommand(ROUTES.runs.drop);
  const params = { id: run.id };
  const askDrop = () =>
    confirmRequest({
      title: t('dropTitle'),
      text: t('dropText'),
      confirm: t('drop'),
      request: () => drop.mutateAsync({ params }),
      done: t('dropped'),
    });
  return (
    <>
      <MenuAction
        icon={IconCheck}
        needs={ROUTES.runs.release}
        onClick={() => attempt(release.mutateAsync({ params }), () => toast(t('released')))}
      >
        {t('release')}
      </MenuAction>
      <MenuAction icon={IconHandStop} needs={ROUTES.runs.drop} onClick={askDrop}>
        {t('drop')}
      </MenuAction>
    </>
  );
}

interface HeldSelectionProps {
  runs: readonly Pick<RunSummary, 'id'>[];
  onDone: () => void;
}

/** Releases or drops the selected runs. A run about which somebody else has decided meanwhile is reported. */
export function HeldSelection({ runs, onDone }: HeldSelectionProps) {
  const t = useTexts(runTexts);
  const can = useCan();
  const release = useCommand(ROUTES.runs.release);
  const drop = useCommand(ROUTES.runs.drop);
  const count = runs.length;
  const decide = async (verb: 'release' | 'drop') => {
    const command = verb === 'release' ? release : drop;
    const outcomes = await Promise.allSettled(runs.map(({ id }) => command.mutateAsync({ params: { id } })));
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    const decided = count - failed.length;
    if (decided > 0) toast(t(verb === 'release' ? 'releasedSome' : 'droppedSome', { count: decided }));
    if (failed[0]) toastError(failed[0].reason);
    onDone();
  };
  const askDrop = () =>
    confirmDanger({
      title: t('dropTitle'),
      text: t('dropText'),
      confirm: t('dropSelected', { count }),
      onConfirm: () => void decide('drop'),
    });
  return (
    <>
      {can(ROUTES.runs.release) && (
        <Button
          size="xs"
          leftSection={<IconCheck size={15} aria-hidden />}
          loading={release.isPending}
          onClick={() => void decide('release')}
        >
          {t('releaseSelected', { count })}
        </Button>
      )}
      {can(ROUTES.runs.drop) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconHandStop size={15} aria-hidden />}
          onClick={askDrop}
        >
          {t('dropSelected', { count })}
        </Button>
      )}
    </>
  );
}
