import type { LinkDetail } from '@linkflow/contracts';
import { ActionIcon, Badge, Breadcrumbs, Button, Group, Menu, Tabs } from '@mantine/core';
import { IconCheck, IconChevronRight, IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { DraftSession } from '../../../canvas/editor/use-draft-session';
import { SaveState } from '../../../canvas/editor/save-state';
import { LinkAddress } from '../../../canvas/inspector/trigger-form';
import { useFormat, useTexts } from '../../../i18n';
import { ListLink } from '../../../shared/list-link';
import { useRemoveLinks } from '../use-remove-links';
import { LinkName } from './link-name';
import classes from './link-page.module.css';
import { linkPageTexts } from './link-page.texts';
import { route } from './route';
import { LINK_TABS, type LinkTab } from './search';
import { useDraftChanges } from './use-draft-changes';

interface Props {
  link: LinkDetail;
  session: DraftSession;
  onPublish: () => void;
}

/** What the link is called, what is live and what is only drafted, and the tabs. */
export function LinkHeader({ link, session, onPublish }: Props) {
  const t = useTexts(linkPageTexts);
  const [renaming, setRenaming] = useState(false);
  return (
    <header className={classes.header}>
      <div className={classes.row}>
        <div className={classes.names}>
          <Breadcrumbs
            className={classes.crumbs}
            separator={<IconChevronRight size={13} aria-hidden />}
            separatorMargin={4}
          >
            <ListLink to="/links">{t('crumb')}</ListLink>
            {link.folder && (
              <Link to="/links" search={{ folder: link.folder.id }}>
                {link.folder.name}
              </Link>
            )}
            {link.mailing && (
              <Link to="/mailings/$mailingId" params={{ mailingId: link.mailing.id }}>
                {link.mailing.name}
              </Link>
            )}
          </Breadcrumbs>
          <div className={classes.title}>
            <LinkName link={link} editing={renaming} onEditing={setRenaming} />
            <LinkBadges link={link} />
          </div>
        </div>
        <div className={classes.actions}>
          <SaveState session={session} />
          <Button size="sm" onClick={onPublish} data-testid="publish">
            {t('publish.button')} …
          </Button>
          <LinkMenu link={link} onRename={() => setRenaming(true)} />
        </div>
      </div>
      <div className={classes.below}>
        <LinkTabs link={link} />
        <LinkAddress className={classes.address} size="xs" />
      </div>
    </header>
  );
}

function LinkBadges({ link }: { link: LinkDetail }) {
  const t = useTexts(linkPageTexts);
  const changes = useDraftChanges(link);
  return (
    <Group gap={6} wrap="wrap">
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
  const counts: Partial<Record<LinkTab, number>> = { clicks: link.clicks, used: link.usedIn.length };
  const open = (next: string | null) => {
    const wanted = LINK_TABS.find((one) => one === next) ?? 'workflow';
    void navigate({
      search: ({ view, node }) => ({ view, node, tab: wanted === 'workflow' ? undefined : wanted }),
      replace: true,
    });
  };
  // Where the tabs have no room beside each other, the open one may lie outside.
  useEffect(() => {
    document.getElementById(`link-tab-${tab}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  return (
    <Tabs value={tab} onChange={open} className={classes.tabs} id="link-tabs">
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

function LinkMenu({ link, onRename }: { link: LinkDetail; onRename: () => void }) {
  const t = useTexts(linkPageTexts);
  const navigate = route.useNavigate();
  const remove = useRemoveLinks();
  return (
    <Menu position="bottom-end" shadow="md" width={190} withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size={34} aria-label={t('more')} data-testid="link-menu">
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
          {t('renameAction')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} />}
          onClick={() => {
            remove([link]);
            void navigate({ to: '/links' });
          }}
        >
          {t('delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
