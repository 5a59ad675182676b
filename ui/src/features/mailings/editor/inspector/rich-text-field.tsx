import { RichTextFrame } from '../../../../shared/rich-text/rich-text-frame';
import classes from './inspector.module.css';
import {
  BlockTextControls,
  type BlockTextControlsProps,
  type BlockTextProps,
  useBlockText,
} from './rich-text-controls';

/** Edits a formatted text of a block among its settings. */
export function RichTextField({ of, ...props }: BlockTextProps & Pick<BlockTextControlsProps, 'of'>) {
  const editor = useBlockText(props);
  return (
    <RichTextFrame
      editor={editor}
      label={props.label}
      classNames={{ root: classes.richRoot, toolbar: classes.richToolbar, content: classes.richContent }}
    >
      <BlockTextControls editor={editor} of={of} />
    </RichTextFrame>
  );
}
