import {
  labelOfBlock,
  pick,
  type FormBlock,
  type FormQuestion,
  type Language,
  type RawAnswers,
} from '@linkflow/contracts';
import { escapeHtml } from '../http/pages';
import { TEXTS } from './form-page.texts';

/** Names of inputs: answers have this prefix, so that they cannot be mistaken for the inputs of the page itself. */
export const ANSWER = 'f_';

export interface FieldOptions {
  language: Language;
  answers: RawAnswers;
  /** What is wrong, by the name of the block, in the language of the page. */
  errors: Readonly<Record<string, string>>;
  /** Name of the block that gets the focus when the page opens. */
  focus?: string | undefined;
}

/** The HTML of a block. */
export function fieldHtml(block: FormBlock, options: FieldOptions): string {
  switch (block.type) {
    case 'heading':
      return `<h2 class="wide">${escapeHtml(block.text)}</h2>`;
    case 'paragraph':
      return `<div class="wide">${paragraphs(block.text)}</div>`;
    case 'hidden':
      return `<input type="hidden" name="${ANSWER}${block.name}" value="${escapeHtml(options.answers[block.name]?.[0] ?? block.value)}">`;
    case 'consent':
      return tick(block.name, {
        ...options,
        words: block.wording,
        required: block.required,
        help: '',
        wide: true,
      });
    case 'check':
      return tick(block.name, {
        ...options,
        words: block.label,
        required: block.required,
        help: block.help,
        wide: block.width === 'full',
      });
    case 'choice':
      return block.display === 'list'
        ? written(block, options, listOf(block, options))
        : group(block, options);
    default:
      return written(block, options, inputOf(block, options));
  }
}

/** Plain text as paragraphs: an empty line begins a new one. */
export const paragraphs = (text: string): string =>
  text
    .trim()
    .split(/\n{2,}/)
    .filter(Boolean)
    .map((part) => `<p>${escapeHtml(part).replaceAll('\n', '<br>')}</p>`)
    .join('');

const AUTOCOMPLETE: Readonly<Record<string, string>> = {
  'contact.firstName': 'given-name',
  'contact.lastName': 'family-name',
  'contact.email': 'email',
  'contact.phone': 'tel',
  'contact.title': 'organization-title',
};

type Written = Exclude<FormQuestion, { type: 'check' }>;

function inputOf(block: Exclude<Written, { type: 'choice' }>, options: FieldOptions): string {
  const value = options.answers[block.name]?.[0] ?? '';
  const attributes = attributesOf(block, options);
  if (block.type === 'text' && block.multiline)
    return `<textarea rows="5" ${attributes}>\n${escapeHtml(value)}</textarea>`;
  const kind = {
    text: 'type="text"',
    email: 'type="email" inputmode="email"',
    phone: 'type="tel"',
    number: 'type="text" inputmode="decimal"',
    date: 'type="date"',
  }[block.type];
  return `<input ${kind} ${attributes} value="${escapeHtml(value)}">`;
}

function listOf(block: Extract<Written, { type: 'choice' }>, options: FieldOptions): string {
  const chosen = options.answers[block.name]?.[0] ?? '';
  const entries = block.options.map(
    (option) =>
      `<option value="${escapeHtml(option)}"${option === chosen ? ' selected' : ''}>${escapeHtml(option)}</option>`,
  );
  return `<select ${attributesOf(block, options)}><option value="">${escapeHtml(pick(TEXTS.choose, options.language))}</option>${entries.join('')}</select>`;
}

function attributesOf(block: Written, options: FieldOptions): string {
  const { name, required, bind } = block;
  const autocomplete = bind === null ? undefined : AUTOCOMPLETE[bind];
  return [
    `id="${ANSWER}${name}" name="${ANSWER}${name}"`,
    autocomplete && `autocomplete="${autocomplete}"`,
    required && 'aria-required="true"',
    ...described(name, options, block.help),
    options.focus === name && 'autofocus',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Attributes that connect an input with its error and its help. */
function described(name: string, { errors }: FieldOptions, help: string): string[] {
  const hasError = errors[name] !== undefined;
  const ids = [hasError && `${ANSWER}${name}-error`, help !== '' && `${ANSWER}${name}-help`].filter(Boolean);
  return [
    ...(hasError ? ['aria-invalid="true"'] : []),
    ...(ids.length > 0 ? [`aria-describedby="${ids.join(' ')}"`] : []),
  ];
}

/** A question with a label above its input. */
function written(block: Written, options: FieldOptions, input: string): string {
  return `<div class="field ${block.width}"><label for="${ANSWER}${block.name}">${labelOf(block, options)}</label>${helpOf(block.name, block.help)}${input}${errorOf(block.name, options)}</div>`;
}

/** Answers of which one, or several, can be ticked. */
function group(block: Extract<Written, { type: 'choice' }>, options: FieldOptions): string {
  const { name, display, width, help } = block;
  const chosen = options.answers[name] ?? [];
  const kind = display === 'boxes' ? 'checkbox' : 'radio';
  const entries = block.options.map((option, index) => {
    // The list of what is wrong leads to the first one.
    const first = index === 0 ? ` id="${ANSWER}${name}"${options.focus === name ? ' autofocus' : ''}` : '';
    const ticked = chosen.includes(option) ? ' checked' : '';
    return `<label class="tick-row"><input type="${kind}"${first} name="${ANSWER}${name}" value="${escapeHtml(option)}"${ticked}><span>${escapeHtml(option)}</span></label>`;
  });
  // A group of boxes has no state "invalid"; its error is in its description.
  const attributes = described(name, options, help).filter(
    (attribute) => display !== 'boxes' || !attribute.startsWith('aria-invalid'),
  );
  const role = display === 'boxes' ? '' : 'role="radiogroup" ';
  return `<fieldset class="field ${width}" ${role}${attributes.join(' ')}><legend>${labelOf(block, options)}</legend>${helpOf(name, help)}${entries.join('')}${errorOf(name, options)}</fieldset>`;
}

/** One box to tick. */
function tick(
  name: string,
  {
    words,
    required,
    help,
    wide,
    ...options
  }: FieldOptions & { words: string; required: boolean; help: string; wide: boolean },
): string {
  const ticked = (options.answers[name] ?? []).some((value) => value !== '' && value !== '0')
    ? ' checked'
    : '';
  const focus = options.focus === name ? ' autofocus' : '';
  const optional = required ? '' : optionalMark(options.language);
  return (
    `<div class="field ${wide ? 'full' : 'half'}"><label class="tick-row"><input type="checkbox" id="${ANSWER}${name}" name="${ANSWER}${name}" value="1"${ticked}${focus} ${required ? 'aria-required="true" ' : ''}${described(name, options, help).join(' ')}>` +
    `<span>${escapeHtml(words).replaceAll('\n', '<br>')}${optional}</span></label>${helpOf(name, help)}${errorOf(name, options)}</div>`
  );
}

const labelOf = (block: Written, { language }: FieldOptions): string =>
  escapeHtml(labelOfBlock(block)) + (block.required ? '' : optionalMark(language));

const optionalMark = (language: Language): string =>
  ` <span class="optional">(${escapeHtml(pick(TEXTS.optional, language))})</span>`;

const helpOf = (name: string, help: string): string =>
  help === '' ? '' : `<p class="help" id="${ANSWER}${name}-help">${escapeHtml(help)}</p>`;

const errorOf = (name: string, { errors }: FieldOptions): string =>
  errors[name] === undefined
    ? ''
    : `<p class="error" id="${ANSWER}${name}-error">${escapeHtml(errors[name])}</p>`;
