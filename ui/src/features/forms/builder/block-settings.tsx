import {
  CONTACT_FIELDS,
  FORM_PROPERTIES,
  type FormBlock,
  type FormBlockOf,
  type FormProblem,
  fitsBlock,
  ROUTES,
} from '@linkflow/contracts';
import {
  Code,
  NumberInput,
  Radio,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useRoute } from '../../../api/use-route';
import { useText, useTexts } from '../../../i18n';
import { MailTypeField } from '../mail-type-field';
import { builderTexts } from './builder.texts';
import { useDraft } from './use-form-draft';

interface SettingsProps<B extends FormBlock> {
  block: B;
  problems: readonly FormProblem[];
}

/** The settings of the selected block. */
export function BlockSettings({ block, problems }: SettingsProps<FormBlock>) {
  const t = useTexts(builderTexts);
  const own = problems.filter((problem) => problem.block === block.name);
  return (
    <Stack gap={14}>
      <Fields block={block} problems={own} />
      <div>
        <Text size="sm" fw={600}>
          {t('block.name')}
        </Text>
        <Code block>{block.name}</Code>
      </div>
    </Stack>
  );
}

function Fields({ block, problems }: SettingsProps<FormBlock>) {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return <WordsFields block={block} problems={problems} />;
    case 'consent':
      return <ConsentFields block={block} problems={problems} />;
    case 'hidden':
      return <HiddenFields block={block} problems={problems} />;
    default:
      return <QuestionFields block={block} problems={problems} />;
  }
}

/** Changes properties of the block. Typing in one property is one step of undo. */
function useChange(name: string): (change: object, property?: string) => void {
  const draft = useDraft();
  return (change, property) =>
    draft.edit(
      (content) => ({
        ...content,
        blocks: content.blocks.map((block) => (block.name === name ? { ...block, ...change } : block)),
      }),
      property && `${name}.${property}`,
    );
}

/** The text of the problem of a property. */
function useProblem(problems: readonly FormProblem[]): (property: string) => string | undefined {
  const text = useText();
  return (property) => {
    const found = problems.find((problem) => problem.property === property);
    return found && text(found.message);
  };
}

function WordsFields({ block, problems }: SettingsProps<FormBlockOf<'heading' | 'paragraph'>>) {
  const t = useTexts(builderTexts);
  const change = useChange(block.name);
  const problem = useProblem(problems);
  return block.type === 'heading' ? (
    <TextInput
      label={t('block.text')}
      maxLength={300}
      value={block.text}
      error={problem('text')}
      onChange={(event) => change({ text: event.currentTarget.value }, 'text')}
    />
  ) : (
    <Textarea
      label={t('block.text')}
      description={t('block.paragraphHelp')}
      autosize
      minRows={4}
      maxRows={14}
      maxLength={5_000}
      value={block.text}
      error={problem('text')}
      onChange={(event) => change({ text: event.currentTarget.value }, 'text')}
    />
  );
}

function ConsentFields({ block, problems }: SettingsProps<FormBlockOf<'consent'>>) {
  const t = useTexts(builderTexts);
  const change = useChange(block.name);
  const problem = useProblem(problems);
  const isForMail = block.forMail === true || block.typeId !== null;
  return (
    <>
      <Textarea
        label={t('block.wording')}
        description={t('block.wordingHelp')}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={5_000}
        value={block.wording}
        error={problem('wording')}
        onChange={(event) => change({ wording: event.currentTarget.value }, 'wording')}
      />
      <Radio.Group
        label={t('block.consentTo')}
        value={isForMail ? 'mail' : 'other'}
        onChange={(to) => change(to === 'mail' ? { forMail: true } : { forMail: undefined, typeId: null })}
      >
        <Stack gap={8} mt={6}>
          <Radio value="mail" label={t('block.consentMail')} />
          <Radio value="other" label={t('block.consentOther')} description={t('block.consentOtherHelp')} />
        </Stack>
      </Radio.Group>
      {isForMail && (
        <MailTypeField
          label={t('block.type')}
          value={block.typeId}
          error={problem('typeId')}
          onChange={(typeId) => change({ typeId, forMail: true })}
        />
      )}
      <Switch
        label={t('block.mustTick')}
        checked={block.required}
        onChange={(event) => change({ required: event.currentTarget.checked })}
      />
    </>
  );
}

function HiddenFields({ block, problems }: SettingsProps<FormBlockOf<'hidden'>>) {
  const t = useTexts(builderTexts);
  const change = useChange(block.name);
  return (
    <>
      <TextInput
        label={t('block.value')}
        description={t('block.valueHelp', { name: block.name })}
        maxLength={255}
        value={block.value}
        onChange={(event) => change({ value: event.currentTarget.value }, 'value')}
      />
      <BindFields block={block} problems={problems} />
    </>
  );
}

type Question = Exclude<FormBlock, { type: 'consent' | 'hidden' | 'heading' | 'paragraph' }>;

function QuestionFields({ block, problems }: SettingsProps<Question>) {
  const t = useTexts(builderTexts);
  const change = useChange(block.name);
  const problem = useProblem(problems);
  return (
    <>
      <TextInput
        label={t('block.label')}
        maxLength={300}
        value={block.label}
        error={problem('label')}
        onChange={(event) => change({ label: event.currentTarget.value }, 'label')}
      />
      <TextInput
        label={t('block.help')}
        maxLength={500}
        value={block.help}
        onChange={(event) => change({ help: event.currentTarget.value }, 'help')}
      />
      {block.type === 'choice' && <ChoiceFields block={block} problems={problems} />}
      {block.type === 'number' && <NumberFields block={block} problems={problems} />}
      <BindFields block={block} problems={problems} />
      {block.type === 'text' && (
        <Switch
          label={t('block.multiline')}
          checked={block.multiline}
          onChange={(event) => change({ multiline: event.currentTarget.checked })}
        />
      )}
      <Switch
        label={block.type === 'check' ? t('block.mustTick') : t('block.required')}
        checked={block.required}
        onChange={(event) => change({ required: event.currentTarget.checked })}
      />
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('block.width')}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t('block.width')}
          value={block.width}
          data={[
            { value: 'half', label: t('block.half') },
            { value: 'full', label: t('block.full') },
          ]}
          onChange={(width) => change({ width })}
        />
      </div>
    </>
  );
}

function ChoiceFields({ block, problems }: SettingsProps<FormBlockOf<'choice'>>) {
  const t = useTexts(builderTexts);
  const change = useChange(block.name);
  const problem = useProblem(problems);
  return (
    <>
      <Textarea
        label={t('block.options')}
        autosize
        minRows={3}
        maxRows={12}
        value={block.options.join('\n')}
        error={problem('options')}
        onChange={(event) => change({ options: event.currentTarget.value.split('\n') }, 'options')}
      />
      <Select
        label={t('block.display')}
        allowDeselect={false}
        value={block.display}
        data={(['radio', 'list', 'boxes'] as const).map((value) => ({
          value,
          label: t(`block.displays.${value}`),
        }))}
        onChange={(display) => display && change({ display })}
      />
    </>
  );
}

function NumberFields({ block, problems }: SettingsProps<FormBlockOf<'number'>>) {
  const t = useTexts(builderTexts);
  const change = useChange(block.name);
  const problem = useProblem(problems);
  const numberOf = (value: number | string): number | null => (typeof value === 'number' ? value : null);
  return (
    <>
      <NumberInput
        label={t('block.min')}
        value={block.min ?? ''}
        error={problem('min')}
        onChange={(value) => change({ min: numberOf(value) }, 'min')}
      />
      <NumberInput
        label={t('block.max')}
        value={block.max ?? ''}
        onChange={(value) => change({ max: numberOf(value) }, 'max')}
      />
      <Switch
        label={t('block.whole')}
        checked={block.whole}
        onChange={(event) => change({ whole: event.currentTarget.checked })}
      />
    </>
  );
}

/** Where the answer is stored, and whether it replaces what is there. */
function BindFields({ block, problems }: SettingsProps<Question | FormBlockOf<'hidden'>>) {
  const t = useTexts(builderTexts);
  const text = useText();
  const change = useChange(block.name);
  const problem = useProblem(problems);
  const fields = useRoute(ROUTES.settings.fields).data ?? [];
  const offered = [
    ...FORM_PROPERTIES.filter((property) => (property === 'contact.email') === (block.type === 'email'))
      .filter(() => ['text', 'email', 'phone', 'hidden'].includes(block.type))
      .map((value) => ({ value: value as string, label: text(builderTexts.properties[value]) })),
    ...fields
      .filter(({ entity, type }) => entity === 'contact' && fitsBlock(block.type, type))
      .map(({ key, name }) => ({ value: CONTACT_FIELDS + key, label: name })),
  ];
  return (
    <>
      <Select
        label={t('block.bind')}
        placeholder={t('block.bindNone')}
        clearable
        value={block.bind}
        error={problem('bind')}
        description={block.bind === 'contact.email' ? t('block.bindEmail') : undefined}
        data={offered}
        onChange={(bind) => change({ bind })}
      />
      {block.bind !== null && block.bind !== 'contact.email' && (
        <Switch
          label={t('block.overwrite')}
          description={t('block.overwriteHelp')}
          checked={block.overwrite}
          onChange={(event) => change({ overwrite: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
