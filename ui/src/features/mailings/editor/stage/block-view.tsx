import { SOCIAL_NETWORK_NAMES, type BlockOf, type ColumnContent } from '@linkflow/contracts';
import { IconPhoto } from '@tabler/icons-react';
import { type CSSProperties, type ReactNode, Suspense, useRef, useState } from 'react';
import { useText, useTexts } from '../../../../i18n';
import { lazyComponent } from '../../../../shared/lazy-parts';
import { MergeTextView } from '../../../../shared/merge-text/merge-chip';
import { editorTexts } from '../editor.texts';
import { plainText } from '../model/words';
import { useMailEditor, useWriting } from '../store/use-mail-editor';
import { useMessageStyle, usePictureAddresses } from './message-look';
import { RichTextView } from './rich-text-view';
import classes from './stage.module.css';

const LineWriter = lazyComponent(async () => (await import('./block-writer')).LineWriter);
const RichTextWriter = lazyComponent(async () => (await import('./block-writer')).RichTextWriter);

/** What loads the editors of texts, for `usePrefetched`. */
export const WRITERS = [LineWriter.load, RichTextWriter.load] as const;

/** Sizes of headings by level, px; the same as in libs/mailings/src/blocks/to-mjml.ts, like all measures here. */
const HEADING_SIZES = { 1: 28, 2: 22, 3: 18 } as const;

interface BlockViewProps {
  block: ColumnContent;
  /** Width of the column, px. */
  room: number;
}

/** A block as it looks in the message. */
export function BlockView({ block, room }: BlockViewProps) {
  const isSpacer = block.type === 'spacer';
  const style: CSSProperties = {
    padding: isSpacer ? 0 : `${block.paddingY}px ${block.paddingX}px`,
    background: block.background ?? undefined,
  };
  return <div style={style}>{contentOf(block, room - 2 * block.paddingX)}</div>;
}

function contentOf(block: ColumnContent, room: number): ReactNode {
  switch (block.type) {
    case 'heading':
      return <HeadingView block={block} />;
    case 'text':
      return <TextView block={block} />;
    case 'footer':
      return (
        <div className={classes.footer}>
          <TextView block={block} />
        </div>
      );
    case 'image':
      return <ImageView block={block} room={room} />;
    case 'button':
      return <ButtonView block={block} />;
    case 'divider':
      return <div style={{ borderTop: `${block.thickness}px solid ${block.colour}` }} />;
    case 'spacer':
      return <div style={{ height: block.height }} />;
    case 'social':
      return <SocialView block={block} />;
    case 'menu':
      return <MenuView block={block} />;
    case 'html':
      return block.html.trim() === '' ? <Missing what="html" /> : <HtmlView html={block.html} />;
  }
}

/** What is asked for where nothing is written yet. It is not part of the message. */
function Missing({ what }: { what: keyof typeof editorTexts.stage.emptyText }) {
  const t = useTexts(editorTexts);
  return <span className={classes.missing}>{t(`stage.emptyText.${what}`)}</span>;
}

function HeadingView({ block }: { block: BlockOf<'heading'> }) {
  const colour = useMailEditor(({ document }) => document.styles.headingColour);
  const style: CSSProperties = {
    textAlign: block.align,
    color: block.colour ?? colour,
    fontSize: HEADING_SIZES[block.level],
    lineHeight: 1.25,
    fontWeight: 700,
  };
  return (
    <div style={style}>
      <LineView block={block} />
    </div>
  );
}

interface WritableProps {
  id: string;
  text: ReactNode;
  /** The editor of the text. */
  children: ReactNode;
}

/** The text of a block. While the user writes in it, its editor takes its place. */
function Writable({ id, text, children: writer }: WritableProps) {
  return useWriting(id) ? <Suspense fallback={text}>{writer}</Suspense> : text;
}

/** The text of a heading or a button. */
function LineView({ block }: { block: BlockOf<'heading'> | BlockOf<'button'> }) {
  const text = block.text === '' ? <Missing what={block.type} /> : <MergeTextView text={block.text} />;
  return (
    <Writable id={block.id} text={text}>
      <LineWriter block={block} />
    </Writable>
  );
}

function TextView({ block }: { block: BlockOf<'text'> | BlockOf<'footer'> }) {
  const text =
    plainText(block.text) === '' ? <Missing what={block.type} /> : <RichTextView text={block.text} />;
  return (
    <Writable id={block.id} text={text}>
      <RichTextWriter block={block} />
    </Writable>
  );
}

function ImageView({ block, room }: { block: BlockOf<'image'>; room: number }) {
  const addresses = usePictureAddresses();
  const width = Math.min(block.width ?? room, room);
  if (!block.source) {
    return (
      <div className={classes.noImage}>
        <IconPhoto size={28} stroke={1.4} aria-hidden />
        <Missing what="image" />
      </div>
    );
  }
  return (
    <div style={{ textAlign: block.align }}>
      <img
        className={classes.image}
        src={addresses.of(block.source, width)}
        alt={block.alt}
        style={{ width }}
        draggable={false}
      />
    </div>
  );
}

function ButtonView({ block }: { block: BlockOf<'button'> }) {
  const styles = useMailEditor(({ document }) => document.styles);
  const style: CSSProperties = {
    display: block.width === 'column' ? 'block' : 'inline-block',
    background: block.colour ?? styles.buttonColour,
    color: block.textColour ?? styles.buttonTextColour,
    borderRadius: block.radius,
    fontSize: styles.textSize,
  };
  return (
    <div style={{ textAlign: block.align }}>
      <span className={classes.button} style={style}>
        <LineView block={block} />
      </span>
    </div>
  );
}

function SocialView({ block }: { block: BlockOf<'social'> }) {
  const addresses = usePictureAddresses();
  const words = useText();
  if (block.items.length === 0) return <Missing what="social" />;
  return (
    <div style={{ textAlign: block.align }}>
      {block.items.map(({ network }, index) => (
        <img
          key={index}
          className={classes.network}
          src={addresses.ofNetwork(network)}
          alt={words(SOCIAL_NETWORK_NAMES[network])}
          width={28}
          height={28}
          draggable={false}
        />
      ))}
    </div>
  );
}

/** Space around the links of a menu, so that the outer ones are in line with the blocks above. */
const MENU_SPACE = { left: '0 20px 0 0', center: '0 10px', right: '0 0 0 20px' } as const;

function MenuView({ block }: { block: BlockOf<'menu'> }) {
  const colour = useMailEditor(({ document }) => document.styles.linkColour);
  return (
    <div style={{ textAlign: block.align }}>
      {block.items.map(({ text }, index) => (
        <span
          key={index}
          className={classes.menuItem}
          style={{ color: colour, padding: MENU_SPACE[block.align] }}
        >
          {text === '' ? <Missing what="menu" /> : <MergeTextView text={text} />}
        </span>
      ))}
    </div>
  );
}

/**
 * HTML of the author, in a frame of its own: its styles do not reach the page, and scripts do not run. The frame is as high as its content;
 * `allow-same-origin` lets the page read that height.
 */
function HtmlView({ html }: { html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(40);
  const { fontFamily, fontSize, color } = useMessageStyle();
  const style = `body{margin:0;color:${color};font:${fontSize}px/1.5 ${fontFamily};overflow-wrap:anywhere}img{max-width:100%}`;
  const measure = () => {
    const body = frame.current?.contentDocument?.body;
    if (body) setHeight(Math.max(16, body.scrollHeight));
  };
  return (
    <iframe
      ref={frame}
      className={classes.html}
      title="HTML"
      sandbox="allow-same-origin"
      tabIndex={-1}
      aria-hidden
      style={{ height }}
      srcDoc={`<style>${style}</style><body inert>${html}`}
      onLoad={measure}
    />
  );
}
