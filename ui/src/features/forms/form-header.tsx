import { ROUTES, type FormDetail } from '@linkflow/contracts';
import { Button, Tabs, TextInput } from '@mantine/core';
import { IconShare, IconTrash } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type KeyboardEvent, useState } from 'react';
import { useStore } from 'zustand';
import { useCan } from '../../api/session';
import { useCommand } from '../../api/use-route';
import { DraftHistoryButton } from '../../canvas/editor/draft-history-button';
import type { DraftSession } from '../../canvas/editor/draft-session';
import { SaveState } from '../../canvas/editor/draft-status';
import { useFormat, useTexts } from '../../i18n';
import { lazyDialog } from '../../shared/lazy-parts';
import { MenuAction, PageMenu } from '../../shared/menu';
import { ListLink, PageHeader } from '../../shared/page-header';
import { toastError } from '../../shared/toast';
import linkClasses from '../links/link-page/link-page.module.css';
import { FORM_TABS } from '../search-params';
import { builderTexts } from './builder/builder.texts';
import type { FormDraft } from './builder/form-draft';
import { FormBadges } from './form-badges';
import classes from './form-page.module.css';
import { formTexts } from './forms.texts';

const route = getRouteApi('/shell/forms/$formId');

const DeleteFormDialog = lazyDialog(async () => (await import('./delete-form')).DeleteFormDialog);

interface HeaderProps {
  form: FormDetail;
  draft: FormDraft;
  session: DraftSession;
  onPublish: () => void;
  onShare: () => void;
}

/** The header of a form's page: its name, what is live, and its tabs. */
export function FormHeader({ form, draft, session, onPublish, onShare }: HeaderProps) {
  const t = useTexts(formTexts);
  const can = useCan();
  const { tab = 'build' } = route.useSearch();
  const navigate = route.useNavigate();
  const [deleting, setDeleting] = useState(false);
  // What is not saved yet may differ from what is live.
  const isSaved = useStore(draft.store, ({ state }) => state === 'saved');
  return (
    <PageHeader
      crumbs={[
        <ListLink key="forms" to="/forms">
          {t('crumb')}
        </ListLink>,
      ]}
      title={form.name}
      heading={can(ROUTES.forms.update) ? <FormName form={form} /> : undefined}
      badges={<FormBadges form={form} />}
      actions={
        <>
          {tab === 'workflow' ? (
            can(ROUTES.formWorkflows.saveDraft) && <SaveState session={session} />
          ) : (
            <ContentSaveState draft={draft} />
          )}
          {tab === 'workflow' && <DraftHistoryButton kind="form" ownerId={form.id} session={session} />}
          <Button size="sm" variant="default" leftSection={<IconShare size={16} />} onClick={onShare}>
            {t('share.button')}
          </Button>
          {can(ROUTES.forms.publish) && (
            <Button
              size="sm"
              onClick={onPublish}
              disabled={form.liveContent !== null && !form.changed && isSaved}
              data-testid="publish"
            >
              {t('publish.button')} …
            </Button>
          )}
          {can(ROUTES.forms.remove) && (
            <PageMenu name={form.name}>
              <MenuAction danger icon={IconTrash} onClick={() => setDeleting(true)}>
                {t('remove.action')}
              </MenuAction>
            </PageMenu>
          )}
        </>
      }
    >
      <FormTabs form={form} />
      <DeleteFormDialog
        opened={deleting}
        form={form}
        onClose={() => setDeleting(false)}
        onDone={() => void navigate({ to: '/forms' })}
      />
    </PageHeader>
  );
}

function ContentSaveState({ draft }: { draft: FormDraft }) {
  const t = useTexts(builderTexts);
  const state = useStore(draft.store, (current) => current.state);
  return (
    <span style={{ color: 'var(--mantine-color-dimmed)', fontSize: 12 }} data-testid="form-save-state">
      {t(`bar.${state === 'stale' ? 'unsaved' : state}`)}
    </span>
  );
}

function FormTabs({ form }: { form: FormDetail }) {
  const t = useTexts(formTexts);
  const format = useFormat();
  const { tab = 'build' } = route.useSearch();
  const navigate = route.useNavigate();
  const open = (next: string | null) => {
    const wanted = FORM_TABS.find((one) => one === next) ?? 'build';
    void navigate({ search: { tab: wanted === 'build' ? undefined : wanted }, replace: true });
  };
  return (
    <Tabs value={tab} onChange={open} className={classes.tabs} data-scrolls-sideways>
      <Tabs.List className={classes.tabList}>
        {FORM_TABS.map((name) => (
          <Tabs.Tab key={name} value={name} id={`form-tab-${name}`} aria-controls="form-panel">
            {t(`tabs.${name}`)}
            {name === 'submissions' && form.submissions > 0 && (
              <span className="lf-numbers"> {format.number(form.submissions)}</span>
            )}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}

/** The form's name as headline. A click on it shows an input that renames the form. */
function FormName({ form }: { form: FormDetail }) {
  const t = useTexts(formTexts);
  const update = useCommand(ROUTES.forms.update);
  const [editing, setEditing] = useState(false);
  const [name, setName] = useState(form.name);
  const keep = () => {
    setEditing(false);
    const next = name.trim();
    if (next !== '' && next !== form.name)
      update.mutateAsync({ params: { id: form.id }, body: { name: next } }).catch(toastError);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') keep();
    if (event.key === 'Escape') setEditing(false);
  };
  if (editing)
    return (
      <TextInput
        size="sm"
        className={linkClasses.nameField}
        value={name}
        maxLength={200}
        aria-label={t('rename')}
        ref={focusAndSelect}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={keep}
      />
    );
  return (
    <h1 style={{ margin: 0, minWidth: 0 }}>
      <button
        type="button"
        className={linkClasses.name}
        title={form.name}
        onClick={() => {
          setName(form.name);
          setEditing(true);
        }}
      >
        {form.name}
      </button>
    </h1>
  );
}

/** A ref callback that selects the text of the input. It is a constant, so React calls it only when the input is mounted. */
function focusAndSelect(input: HTMLInputElement | null): void {
  input?.focus();
  input?.select();
}
