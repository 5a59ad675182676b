import { ROUTES, type LinkDetail } from '@linkflow/contracts';
import { ActionIcon, Badge, Button, Group, Tabs, TextInput } from '@mantine/core';
import {
  IconCheck,
  IconHelpHexagon,
  IconPencil,
  IconPlayerPlay,
  IconRotate2,
  IconTrash,
} from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useCan, useShownClicks } from '../../../api/session';
import { useCommand } from '../../../api/use-route';
import type { DraftSession } from '../../../canvas/editor/draft-session';
import { DraftHistoryButton } from '../../../canvas/editor/draft-history-button';
import { SaveState } from '../../../canvas/editor/draft-status';
import { HeaderLinkAddress } from '../../../canvas/inspector/trigger-form';
import { useFormat, useTexts } from '../../../i18n';
import { common } from '../../../i18n/common.texts';
import { MenuAction, PageMenu } from '../../../shared/menu';
import { MenuDivider } from '../../../shared/menu-parts';
import { lazyDialog } from '../../../shared/lazy-parts';
import { ListLink, PageHeader } from '../../../shared/page-header';
import { toastError } from '../../../shared/toast';
import { usePhone } from '../../../shared/use-phone';
import { LINK_TABS, type LinkTab } from '../../search-params';
import { LinkKind } from '../link-kind';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';
import { Presence } from './presence';
import { PublishButton } from './publish-button';
import { useDraftChanges } from './use-draft-changes';

const route = getRouteApi('/shell/links/$linkId');
const ResetDialog = lazyDialog(async () => (await import('../reset-dialog')).ResetDialog);
const DeleteLinksDialog = lazyDialog(async () => (await import('../delete-dialog')).DeleteLinksDialog);
const TrustDialog = lazyDialog(async () => (await import('./trust-dialog')).TrustDialog);

interface LinkHeaderProps {
  link: LinkDetail;
  session: DraftSession;
  onPublish: () => void;
  onRun: () => void;
}

/** The header of a link's page: name, live version, state of the draft, buttons and tabs. */
export function LinkHeader({ link, session, onPublish, onRun }: LinkHeaderProps) {
  const t = useTexts(linkPageTexts);
  const [renaming, setRenaming] = useState(false);
  const [trusting, setTrusting] = useState(false);
  const can = useCan();
  return (
    <PageHeader
      crumbs={[
        <ListLink key="links" to="/links">
          {t('crumb')}
        </ListLink>,
        link.folder && (
          <Link key="folder" to="/links" search={{ folder: link.folder.id }}>
            {link.folder.name}
          </Link>
        ),
        link.mailing && (
          <Link key="mailing" to="/mailings/$mailingId" params={{ mailingId: link.mailing.id }}>
            {link.mailing.name}
          </Link>
        ),
      ]}
      title={link.name}
      heading={
        can(ROUTES.links.update) ? (
          <LinkName link={link} editing={renaming} onEditing={setRenaming} />
        ) : undefined
      }
      badges={<LinkBadges link={link} />}
      actions={
        <>
          <Presence linkId={link.id} />
          {can(ROUTES.workflows.saveDraft) && <SaveState session={session} />}
          <DraftHistoryButton ownerId={link.id} session={session} />
          {can(ROUTES.workflows.run) && <RunButton onClick={onRun} />}
          {can(ROUTES.workflows.publish) && <PublishButton link={link} onPublish={onPublish} />}
          {can(ROUTES.links.update) && (
            <LinkMenu link={link} onRename={() => setRenaming(true)} onTrust={() => setTrusting(true)} />
          )}
          <TrustDialog link={link} opened={trusting} onClose={() => setTrusting(false)} />
        </>
      }
    >
      <div className={classes.below}>
        <LinkTabs link={link} />
        <HeaderLinkAddress className={classes.address} />
      </div>
    </PageHeader>
  );
}

function RunButton({ onClick }: { onClick: () => void }) {
  const t = useTexts(linkPageTexts);
  // A phone is too narrow for this button's label beside the publish button, so it shows only the icon.
  const phone = usePhone();
  if (phone) {
    return (
      <ActionIcon variant="default" size={34} aria-label={t('run.button')} onClick={onClick}>
        <IconPlayerPlay size={18} />
      </ActionIcon>
    );
  }
  return (
    <Button size="sm" variant="default" leftSection={<IconPlayerPlay size={16} />} onClick={onClick}>
      {t('run.button')} …
    </Button>
  );
}

function LinkBadges({ link }: { link: LinkDetail }) {
  const t = useTexts(linkPageTexts);
  const changes = useDraftChanges(link);
  return (
    <Group gap={6} wrap="wrap">
      {/* A local link is the exception, so its word is always shown. */}
      <LinkKind local={link.mailing !== null} compact={link.mailing === null} />
      {link.liveVersion === null ? (
        <Badge variant="default" tt="none" fw={600}>
          {t('never')}
        </Badge>
      ) : (
        <Badge
          variant="light"
          color="teal"
          tt="none"
          fw={600}
          leftSection={<IconCheck size={12} stroke={2.4} aria-hidden />}
        >
          {t('published', { version: link.liveVersion })}
        </Badge>
      )}
      {changes !== null && changes.count > 0 && (
        <Badge variant="light" color="yellow" tt="none" fw={600} data-testid="draft-changes">
          {t('changes', { count: changes.count })}
        </Badge>
      )}
    </Group>
  );
}

function LinkTabs({ link }: { link: LinkDetail }) {
  const t = useTexts(linkPageTexts);
  const format = useFormat();
  const { tab = 'workflow' } = route.useSearch();
  const navigate = route.useNavigate();
  const clicks = useShownClicks() === 'people' ? link.humanClicks : link.clicks;
  const counts: Partial<Record<LinkTab, number>> = { clicks, used: link.usedIn.length };
  const open = (next: string | null) => {
    const wanted = LINK_TABS.find((one) => one === next) ?? 'workflow';
    void navigate({
      search: ({ view, node }) => ({ view, node, tab: wanted === 'workflow' ? undefined : wanted }),
      replace: true,
    });
  };
  // Scrolls the open tab into view. On narrow screens the row of tabs scrolls, so the open tab may be hidden.
  useEffect(() => {
    document.getElementById(`link-tab-${tab}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  return (
    <Tabs value={tab} onChange={open} className={classes.tabs} id="link-tabs" data-scrolls-sideways>
      <Tabs.List className={classes.tabList}>
        {LINK_TABS.map((name) => {
          const count = counts[name];
          return (
            <Tabs.Tab key={name} value={name} id={`link-tab-${name}`} aria-controls="link-panel">
              {t(`tabs.${name}`)}
              {count !== undefined && count > 0 && (
                <span className="lf-numbers"> {format.number(count)}</span>
              )}
            </Tabs.Tab>
          );
        })}
      </Tabs.List>
    </Tabs>
  );
}

interface LinkMenuProps {
  link: LinkDetail;
  onRename: () => void;
  onTrust: () => void;
}

function LinkMenu({ link, onRename, onTrust }: LinkMenuProps) {
  const t = useTexts(linkPageTexts);
  const c = useTexts(common);
  const navigate = route.useNavigate();
  const { mailing } = route.useSearch();
  const [asked, setAsked] = useState<'reset' | 'delete' | null>(null);
  const close = () => setAsked(null);
  const links = [link];
  return (
    <>
      <PageMenu name={link.name}>
        <MenuAction icon={IconPencil} onClick={onRename}>
          {c('rename')}
        </MenuAction>
        <MenuAction icon={IconHelpHexagon} onClick={onTrust}>
          {t('unsureClicks')} …
        </MenuAction>
        <MenuAction icon={IconRotate2} onClick={() => setAsked('reset')}>
          {t('reset')} …
        </MenuAction>
        <MenuDivider />
        <MenuAction danger icon={IconTrash} onClick={() => setAsked('delete')}>
          {t('delete')}
        </MenuAction>
      </PageMenu>
      <ResetDialog opened={asked === 'reset'} links={links} mailingId={mailing} onClose={close} />
      <DeleteLinksDialog
        opened={asked === 'delete'}
        links={links}
        onClose={close}
        onDone={() => void navigate({ to: '/links' })}
      />
    </>
  );
}

interface LinkNameProps {
  link: Pick<LinkDetail, 'id' | 'name'>;
  editing: boolean;
  onEditing: (editing: boolean) => void;
}

/** The link's name as headline. A click on it shows an input that renames the link. */
function LinkName({ link, editing, onEditing }: LinkNameProps) {
  if (editing) return <NameField link={link} onDone={() => onEditing(false)} />;
  return (
    <h1 style={{ margin: 0, minWidth: 0 }}>
      <button type="button" className={classes.name} title={link.name} onClick={() => onEditing(true)}>
        {link.name}
      </button>
    </h1>
  );
}

function NameField({ link, onDone }: { link: LinkNameProps['link']; onDone: () => void }) {
  const t = useTexts(linkPageTexts);
  const update = useCommand(ROUTES.links.update);
  const [name, setName] = useState(link.name);
  const keep = () => {
    const next = name.trim();
    onDone();
    if (next !== '' && next !== link.name) {
      update.mutateAsync({ params: { id: link.id }, body: { name: next } }).catch(toastError);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') keep();
    if (event.key === 'Escape') onDone();
  };
  return (
    <TextInput
      className={classes.nameField}
      size="sm"
      value={name}
      maxLength={200}
      aria-label={t('rename')}
      ref={focusAndSelect}
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={keep}
    />
  );
}

/** A ref callback that selects the text of the input. It is a constant, so React calls it only when the input is mounted. */
function focusAndSelect(input: HTMLInputElement | null): void {
  input?.focus();
  input?.select();
}
