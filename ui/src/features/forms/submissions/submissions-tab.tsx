import {
  requestUrl,
  ROUTES,
  SUBMISSION_STATUSES,
  type FormDetail,
  type SubmissionView,
} from '@linkflow/contracts';
import { Button, Select } from '@mantine/core';
import { IconDownload, IconInbox } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useRoute } from '../../../api/use-route';
import { useTexts } from '../../../i18n';
import { RowButton } from '../../../shared/anchors';
import { timeColumn } from '../../../shared/list/columns';
import { PartList } from '../../../shared/list/list-page';
import { pageQuery } from '../../../shared/list/list-state';
import type { ListColumn } from '../../../shared/list/list-table';
import classes from '../form-page.module.css';
import { useFormTabList } from '../use-form-tab-list';
import { SubmissionBadge } from './submission-badge';
import { SubmissionDrawer } from './submission-drawer';
import { submissionTexts } from './submissions.texts';

const route = getRouteApi('/shell/forms/$formId');
/** The API lists the latest submissions first, and has no other order. */
const SORT = '';

/** The submissions of a form, the newest first. */
export function SubmissionsTab({ form }: { form: FormDetail }) {
  const t = useTexts(submissionTexts);
  const list = useFormTabList();
  const { status, submission } = route.useSearch();
  const navigate = route.useNavigate();
  const params = { id: form.id };
  const query = useRoute(ROUTES.submissions.list, {
    params,
    query: { ...pageQuery(list.search, SORT), status },
  });
  const open = (id: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, submission: id }), replace: true });
  const opened = query.data?.items.find(({ id }) => id === submission) ?? null;
  return (
    <div className={classes.scrolling}>
      <PartList
        title={t('label')}
        search={t('search')}
        filters={
          <Select
            size="xs"
            w={210}
            aria-label={t('status')}
            placeholder={t('anyStatus')}
            clearable
            value={status ?? null}
            data={SUBMISSION_STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
            onChange={(next) =>
              void navigate({
                search: (before) => ({ ...before, status: next ?? undefined, page: undefined }),
                replace: true,
              })
            }
          />
        }
        primary={
          <Button
            component="a"
            size="xs"
            variant="default"
            leftSection={<IconDownload size={15} />}
            href={requestUrl(ROUTES.submissions.export, { params, query: { status } })}
            download
          >
            {t('export')}
          </Button>
        }
        query={query}
        list={list}
        defaultSort={SORT}
        columns={useColumns(open)}
        idOf={({ id }) => id}
        nameOf={nameOf}
        empty={{ icon: IconInbox, title: t('empty'), text: t('emptyText') }}
      />
      <SubmissionDrawer form={form} record={opened} onClose={() => open(undefined)} />
    </div>
  );
}

const nameOf = ({ contact, address }: SubmissionView): string => contact?.name ?? address ?? '';

function useColumns(open: (id: string) => void): ListColumn<SubmissionView>[] {
  const t = useTexts(submissionTexts);
  return [
    {
      title: t('who'),
      narrow: ({ status }) => <SubmissionBadge status={status} />,
      render: (submission) => {
        const name = nameOf(submission) || t('nobody');
        return (
          <RowButton title={name} onClick={() => open(submission.id)}>
            {name}
          </RowButton>
        );
      },
    },
    {
      title: t('status'),
      width: 210,
      from: 'small',
      render: ({ status }) => <SubmissionBadge status={status} />,
    },
    timeColumn(t('at'), ({ at }) => at, { from: 'small' }),
  ];
}
