import { ROUTES, triggerView, type RunDetail } from '@linkflow/contracts';
import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core';
import { IconId, IconPlayerStop, IconRefresh, IconRepeat } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCan } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import { useRich, useText, useTexts } from '../../../i18n';
import { TextLink } from '../../../shared/anchors';
import { confirmRequest } from '../../../shared/confirm';
import { MenuAction, PageMenu } from '../../../shared/menu';
import { ListLink, PageHeader } from '../../../shared/page-header';
import { RefName } from '../../../shared/refs';
import { TimeAgo } from '../../../shared/time-ago';
import { attempt, toast } from '../../../shared/toast';
import { usePhone } from '../../../shared/use-phone';
import { RunStatusBadge, subjectName } from '../run-labels';
import { RunAnswer } from './run-answer';
import classes from './run-page.module.css';
import { runPageTexts } from './run-page.texts';

/** The header of a run's page: contact, link and mailing, status, and buttons for commands on the run. */
export function RunHeader({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  // On a phone the header is compact, to leave height for the timeline.
  const phone = usePhone();
  const { contact } = run.subject;
  const { link } = run.context;
  return (
    <PageHeader
      crumbs={[
        <ListLink key="runs" to="/runs">
          {t('crumb')}
        </ListLink>,
        !phone && link && (
          <Link key="link" to="/links/$linkId" params={{ linkId: link.id }} search={{ tab: 'runs' }}>
            {link.name}
          </Link>
        ),
      ]}
      title={subjectName(run)}
      badges={<RunStatusBadge status={run.status} until={run.dueAt} verdict={run.clickVerdict} />}
      actions={
        <Group gap={8} className={classes.commands}>
          {contact && !contact.missing && <CardLink contactId={contact.id} />}
          <RunCommands run={run} />
        </Group>
      }
    >
      <Text
        component="div"
        size={phone ? 'xs' : 'sm'}
        c="dimmed"
        mt={phone ? -2 : -8}
        pb={phone ? 8 : 10}
        className={classes.about}
      >
        <div data-testid="began">
          <Beginning run={run} />
        </div>
        {run.answer && <RunAnswer answer={run.answer} />}
      </Text>
    </PageHeader>
  );
}

/** What started the run, when, and on which link and in which mailing, or in which form. */
function Beginning({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const rich = useRich(runPageTexts);
  const text = useText();
  const { link, mailing, form } = run.context;
  const known = form
    ? 'form'
    : link && mailing
      ? 'linkAndMailing'
      : link
        ? 'link'
        : mailing
          ? 'mailing'
          : 'nothing';
  return rich(`began.${known}`, {
    happened: text(triggerView(run.trigger.type).happened),
    when: <TimeAgo at={run.trigger.at} />,
    version: t('version', { version: run.workflow.version }),
    ...(form && {
      form: (
        <TextLink inherit to="/forms/$formId" params={{ formId: form.id }} search={{ tab: 'submissions' }}>
          {form.name}
        </TextLink>
      ),
    }),
    ...(link && {
      link: (
        <TextLink inherit to="/links/$linkId" params={{ linkId: link.id }}>
          {link.name}
        </TextLink>
      ),
    }),
    ...(mailing && {
      mailing: mailing.missing ? (
        <RefName of={mailing} />
      ) : (
        <TextLink inherit to="/mailings/$mailingId" params={{ mailingId: mailing.id }}>
          {mailing.name}
        </TextLink>
      ),
    }),
  });
}

function CardLink({ contactId }: { contactId: string }) {
  const t = useTexts(runPageTexts);
  // On a phone the header is compact, to leave height for the timeline.
  const phone = usePhone();
  if (phone) {
    return (
      <Tooltip label={t('card')}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('card')}
          renderRoot={(props) => <Link {...props} to="/contacts/$id" params={{ id: contactId }} />}
        >
          <IconId size={18} />
        </ActionIcon>
      </Tooltip>
    );
  }
  return (
    <Button
      variant="default"
      leftSection={<IconId size={16} />}
      renderRoot={(props) => <Link {...props} to="/contacts/$id" params={{ id: contactId }} />}
    >
      {t('card')}
    </Button>
  );
}

/** Buttons for those commands on the whole run that its status and the user's rights permit. */
function RunCommands({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const can = useCan();
  const retry = useCommand(ROUTES.runs.retry);
  const cancel = useCommand(ROUTES.runs.cancel);
  const stop = () =>
    confirmRequest({
      title: t('cancelTitle'),
      text: t('cancelText'),
      confirm: t('cancel'),
      request: () => cancel.mutateAsync({ params: { id: run.id } }),
      done: t('cancelled'),
    });
  return (
    <>
      {run.can.cancel && can(ROUTES.runs.cancel) && (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={16} />}
          loading={cancel.isPending}
          onClick={stop}
        >
          {t('cancel')}
        </Button>
      )}
      {run.can.retry && can(ROUTES.runs.retry) && (
        <Button
          leftSection={<IconRefresh size={16} />}
          loading={retry.isPending}
          onClick={() =>
            attempt(retry.mutateAsync({ params: { id: run.id }, body: {} }), () => toast(t('retried')))
          }
          data-testid="retry-run"
        >
          {t('retry')}
        </Button>
      )}
      {run.can.rerun && can(ROUTES.runs.rerun) && <RerunMenu run={run} />}
    </>
  );
}

/** The menu with the re-run command. It is not a button, because it is rarely needed and repeats steps that succeeded already. */
function RerunMenu({ run }: { run: RunDetail }) {
  const t = useTexts(runPageTexts);
  const navigate = useNavigate();
  const rerun = useCommand(ROUTES.runs.rerun);
  const ask = () =>
    confirmRequest({
      title: t('againTitle'),
      text: t('againText'),
      confirm: t('againConfirm'),
      request: () => rerun.mutateAsync({ params: { id: run.id } }),
      done: t('againDone'),
      then: ({ id }) => void navigate({ to: '/runs/$runId', params: { runId: id } }),
    });
  return (
    <PageMenu name={subjectName(run)} width={300}>
      <MenuAction icon={IconRepeat} onClick={ask}>
        {t('again')}
      </MenuAction>
    </PageMenu>
  );
}
