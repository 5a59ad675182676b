import { labelOfBlock, type FormBlock, type FormSettings } from '@linkflow/contracts';
import { useTexts } from '../../../i18n';
import { builderTexts } from './builder.texts';
import classes from './builder.module.css';

/** A block as it looks on the page. It is a picture: nothing can be filled in. */
export function BlockShape({ block }: { block: FormBlock }) {
  const t = useTexts(builderTexts);
  const words = labelOfBlock(block) || t('stage.noWords');
  switch (block.type) {
    case 'heading':
      return <div className={classes.shapeHeading}>{words}</div>;
    case 'paragraph':
      return <div className={classes.shapeText}>{block.text.trim() || t('stage.noWords')}</div>;
    case 'hidden':
      return <div className={classes.shapeHidden}>{t('stage.hiddenBlock', { name: block.name })}</div>;
    case 'consent':
      return <Tick words={block.wording.trim() || t('stage.noWords')} optional={!block.required} />;
    case 'check':
      return <Tick words={words} optional={!block.required} help={block.help} />;
    case 'choice':
      return (
        <Question words={words} optional={!block.required} help={block.help}>
          {block.display === 'list' ? (
            <div className={classes.shapeInput} data-list>
              {t('stage.choose')}
            </div>
          ) : (
            block.options.map((option, index) => (
              <div key={index} className={classes.shapeTick}>
                <span className={classes.shapeBox} data-round={block.display === 'radio' || undefined} />
                <span>{option}</span>
              </div>
            ))
          )}
        </Question>
      );
    default:
      return (
        <Question words={words} optional={!block.required} help={block.help}>
          <div
            className={classes.shapeInput}
            data-tall={(block.type === 'text' && block.multiline) || undefined}
          />
        </Question>
      );
  }
}

interface QuestionProps {
  words: string;
  optional: boolean;
  help?: string;
}

function Question({ words, optional, help, children }: QuestionProps & { children: React.ReactNode }) {
  const t = useTexts(builderTexts);
  return (
    <div>
      <div className={classes.shapeLabel}>
        {words} {optional && <span className={classes.shapeOptional}>({t('stage.optional')})</span>}
      </div>
      {help && <div className={classes.shapeHelp}>{help}</div>}
      {children}
    </div>
  );
}

function Tick({ words, optional, help }: QuestionProps) {
  const t = useTexts(builderTexts);
  return (
    <div>
      <div className={classes.shapeTick}>
        <span className={classes.shapeBox} />
        <span>
          {words} {optional && <span className={classes.shapeOptional}>({t('stage.optional')})</span>}
        </span>
      </div>
      {help && <div className={classes.shapeHelp}>{help}</div>}
    </div>
  );
}

/** Where a block stands in a row of two columns. */
export const widthOf = (block: FormBlock, { layout }: Pick<FormSettings, 'layout'>): 'full' | 'half' =>
  layout === 'two' && 'width' in block ? block.width : 'full';
