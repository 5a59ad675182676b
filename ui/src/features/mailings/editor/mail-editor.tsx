import { MAX_BLOCKS, ROUTES, type BlockDocument, type MailingDetail } from '@linkflow/contracts';
import { sameJson } from '@linkflow/workflow';
import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import {
  IconAdjustments,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconStack2,
} from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import { useRoute } from '../../../api/use-route';
import { createId } from '../../../canvas/model/nodes';
import { useTexts } from '../../../i18n';
import { ChangeAnnouncer } from '../../../shared/change-announcer';
import { SideDialog } from '../../../shared/dialog';
import { lazyDialog } from '../../../shared/lazy-parts';
import { toggleFolded, useFolded } from '../../../shared/panels';
import { toastRefusal } from '../../../shared/toast';
import { usePhone } from '../../../shared/use-phone';
import type { Place as Jump } from '../jump';
import type { Reader } from '../preview/recipient-select';
import { MailReview } from '../review/mail-review';
import type { Message } from '../use-message';
import { AsRecipient } from './as-recipient';
import { BarButton, EditorBar } from './editor-bar';
import { specialLinkTexts } from '../special-links.texts';
import { editorTexts } from './editor.texts';
import { Inspector } from './inspector/inspector';
import { settingsTexts } from './inspector/inspector.texts';
import classes from './mail-editor.module.css';
import { MessageRows } from './message-rows';
import type { Refusal } from './model/edits';
import { idsInOrder, placesFor } from './model/moves';
import { blockById } from './model/places';
import { MailPalette } from './palette/palette';
import { MessageNotices } from './save-controls';
import { BlockDrag } from './stage/block-drag';
import { Stage } from './stage/stage';
import { createMailEditorStore, type MailEditorStore } from './store/mail-editor-store';
import { MailEditorProvider, useMailEditor, useMailStore } from './store/use-mail-editor';

const LinkDialog = lazyDialog(async () => (await import('../../links/link-dialog/link-dialog')).LinkDialog);

/** Windows in which the palette is a strip of icons unless the user unfolds it. */
const SMALL_WINDOW = '(max-width: 75em)';
/** Windows without room for columns beside the message. */
const NARROW_WINDOW = '(max-width: 56.25em)';

export interface MailEditorProps {
  mailing: MailingDetail;
  message: Message;
  blocks: BlockDocument;
  /** What the user has jumped to: a block, a type of block to add, or a field. */
  jump: Jump | null;
  /** Keeps the state of the editor, such as what can be undone, while another tab of the mailing is shown. */
  kept: RefObject<MailEditorStore | null>;
}

/** The visual editor of a message that is made of blocks. */
export function MailEditor(props: MailEditorProps) {
  const { mailing, message, blocks, jump, kept } = props;
  const s = useTexts(specialLinkTexts);
  const isPhone = usePhone();
  const [store] = useState(() => {
    if (kept.current) return kept.current;
    const created = createMailEditorStore({
      mailingId: mailing.id,
      document: blocks,
      onChange: (document) => message.edit({ blocks: document }),
      nextId: () => createId('b'),
      now: () => Date.now(),
      words: {
        'view-online': s('view-online'),
        subscriptions: s('subscriptions'),
        unsubscribe: s('unsubscribe'),
      },
    });
    if (isPhone) created.setState({ device: 'phone' });
    kept.current = created;
    return created;
  });
  useEffect(() => () => store.setState({ dragged: null, dropPlace: null, focus: null }), [store]);
  // Another version was loaded, or the links were changed in their table.
  useEffect(() => {
    if (blocks !== store.getState().document) store.commands.load(blocks);
  }, [store, blocks]);
  useEffect(() => {
    if (jump?.block !== undefined) store.commands.select(jump.block, 'block');
    if (jump?.add !== undefined) store.commands.offer(jump.add);
  }, [store, jump]);
  return (
    <MailEditorProvider store={store}>
      <EditorLayout {...props} />
      <EditorMessages />
      <OpenLinkDialog />
    </MailEditorProvider>
  );
}

function EditorLayout({ mailing, message }: MailEditorProps) {
  const t = useTexts(editorTexts);
  const { commands } = useMailStore();
  const stage = useRef<HTMLDivElement>(null);
  const [reader, setReader] = useState<Reader | null>(null);
  const narrow = useMediaQuery(NARROW_WINDOW, undefined, { getInitialValueInEffect: false });
  const small = useMediaQuery(SMALL_WINDOW, undefined, { getInitialValueInEffect: false });
  const folded = useFolded('mail-palette', small);
  const saved = useRoute(ROUTES.savedBlocks.list).data ?? [];
  const byKey = (step: () => void) => () => {
    step();
    // The block that had the focus may be gone, and is in any case not the one that is selected now.
    requestAnimationFrame(() => {
      const { activeElement, body } = document;
      if (activeElement === body || stage.current?.contains(activeElement)) commands.focusSelected();
    });
  };
  useHotkeys([
    ['mod+Z', byKey(commands.undo)],
    ['mod+shift+Z', byKey(commands.redo)],
    ['mod+Y', byKey(commands.redo)],
  ]);
  const FoldIcon = folded ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const foldLabel = t(folded ? 'palette.unfold' : 'palette.fold');
  return (
    <BlockDrag stage={stage} saved={saved}>
      <div className={classes.editor} data-testid="mail-editor">
        {!narrow && (
          <div className={classes.paletteColumn} data-folded={folded || undefined}>
            <div className={classes.fold}>
              <Tooltip label={foldLabel} position="right" openDelay={400}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={28}
                  aria-label={foldLabel}
                  aria-expanded={!folded}
                  onClick={() => toggleFolded('mail-palette')}
                >
                  <FoldIcon size={17} stroke={1.7} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </div>
            <MailPalette saved={saved} compact={folded} />
          </div>
        )}
        <div className={classes.middle}>
          <MessageRows message={message} />
          <EditorBar mailing={mailing} message={message} reader={reader} onReader={setReader}>
            {narrow && <NarrowPanels saved={saved} />}
          </EditorBar>
          <MessageNotices message={message} />
          {reader ? (
            <AsRecipient mailing={mailing} message={message} reader={reader} onBack={() => setReader(null)} />
          ) : (
            <Stage stage={stage} />
          )}
          <div className={classes.review}>
            <MailReview mailing={mailing} message={message} />
          </div>
        </div>
        {!narrow && (
          <div className={classes.inspectorColumn}>
            <Inspector />
          </div>
        )}
      </div>
    </BlockDrag>
  );
}

/** The palette and the settings have margins of their own. */
const NO_PADDING = { body: { padding: 0 } };
/** Makes a dialog invisible while something is dragged out of it. It must stay mounted, because it gets the events of the pointer. */
const UNSEEN = { ...NO_PADDING, root: { opacity: 0 } };

type Panel = 'palette' | 'settings';

/** The palette and the settings in narrow windows: dialogs at the side. */
function NarrowPanels({ saved }: Pick<Parameters<typeof MailPalette>[0], 'saved'>) {
  const t = useTexts(editorTexts);
  const s = useTexts(settingsTexts);
  const [open, setOpen] = useState<Panel | null>(null);
  const blocks = useMailEditor(({ document }) => document.blocks);
  const wantsSettings = useMailEditor(({ focus }) => focus?.on === 'settings');
  const wantsPalette = useMailEditor(({ focus }) => focus?.on === 'palette');
  const isDragging = useMailEditor(({ dragged }) => dragged !== null);
  // A block was added from the palette: it is shown.
  const [shown, setShown] = useState(blocks);
  if (shown !== blocks) {
    setShown(blocks);
    if (open === 'palette' && blocks.length !== shown.length) setOpen(null);
  }
  if (wantsSettings && open !== 'settings') setOpen('settings');
  if (wantsPalette && open !== 'palette') setOpen('palette');
  const close = () => setOpen(null);
  return (
    <>
      <BarButton icon={IconStack2} label={t('palette.title')} onClick={() => setOpen('palette')} />
      <BarButton icon={IconAdjustments} label={s('title')} onClick={() => setOpen('settings')} />
      <SideDialog
        opened={open === 'palette'}
        onClose={close}
        title={t('palette.title')}
        position="left"
        size={280}
        styles={isDragging ? UNSEEN : NO_PADDING}
      >
        <MailPalette saved={saved} />
      </SideDialog>
      <SideDialog
        opened={open === 'settings'}
        onClose={close}
        title={s('title')}
        position="right"
        size={340}
        styles={NO_PADDING}
      >
        <Inspector />
      </SideDialog>
    </>
  );
}

/** The properties of a tracked link. Here and not where it was asked for, because the controls over a text close when the dialog opens. */
function OpenLinkDialog() {
  const store = useMailStore();
  const subject = useMailEditor((state) => state.linkDialog);
  const [last, setLast] = useState(subject);
  // The subject stays while the dialog closes.
  if (subject && subject !== last) setLast(subject);
  return (
    <LinkDialog
      opened={subject !== null}
      subject={last}
      onClose={() => store.setState({ linkDialog: null })}
    />
  );
}

/** Says where a block that is dragged by keyboard would be put, what a change did, and why an edit was refused. */
function EditorMessages() {
  const t = useTexts(editorTexts);
  const store = useMailStore();
  const blocks = useMailEditor(({ document }) => document.blocks);
  const dragged = useMailEditor((state) => state.dragged);
  const dropPlace = useMailEditor((state) => state.dropPlace);
  const places = dragged && dropPlace ? placesFor(blocks, dragged) : [];
  const number = 1 + places.findIndex((place) => sameJson(place, dropPlace));
  const tell = useEffectEvent((reason: Refusal) =>
    toastRefusal(t(`stage.refused.${reason}`, { max: MAX_BLOCKS })),
  );
  useEffect(
    () =>
      store.subscribe(({ refusal }, before) => {
        if (refusal && refusal !== before.refusal) tell(refusal.reason);
      }),
    [store],
  );
  return (
    <>
      <VisuallyHidden role="status">
        {places.length > 0 && t('stage.dropAt', { number, count: places.length })}
      </VisuallyHidden>
      <ChangeAnnouncer
        store={store}
        contentOf={(state) => state.document}
        idsOf={(state) => idsInOrder(state.document.blocks)}
        nameOf={(state, id) => {
          const block = blockById(state.document.blocks, id);
          return block ? t(`types.${block.type}`) : '';
        }}
        changedBy={({ changedBy }) => changedBy}
      />
    </>
  );
}
