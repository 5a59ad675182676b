import { z } from 'zod';
import { Id, Instant, Language } from '../common';
import { HttpUrl, Line } from '../written-texts';
import {
  FORM_BLOCK_TYPES,
  FORM_MATCHING,
  FORM_PROPERTIES,
  MAX_FORM_BLOCKS,
  MAX_FORM_OPTIONS,
} from './form-parts';

export const FormBlockType = z.enum(FORM_BLOCK_TYPES);
export type FormBlockType = z.infer<typeof FormBlockType>;

/** Name of a block: unique in its form, never changed or reused. It names the answer in facts, exports and prefilled addresses. */
export const FormBlockName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/);

/** The property or extra field of the contact that an answer is written to, as the name of a fact. */
export const FormBinding = z.union([
  z.enum(FORM_PROPERTIES),
  z.string().regex(/^contact\.fields\.x_[a-z0-9_]{1,60}$/),
]);
export type FormBinding = z.infer<typeof FormBinding>;

const Label = Line.max(300);
const Words = z.string().max(5_000);

/** What every question has. `overwrite`: the answer replaces a value that the contact has already. */
const question = {
  name: FormBlockName,
  label: Label,
  help: Line.max(500).default(''),
  required: z.boolean().default(false),
  width: z.enum(['full', 'half']).default('full'),
  bind: FormBinding.nullable().default(null),
  overwrite: z.boolean().default(false),
};

/**
 * A block of a form. This schema does not check whether it is complete, so that unfinished drafts can be stored; `formProblems` does before
 * a form is published.
 */
export const FormBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), ...question, multiline: z.boolean().default(false) }),
  z.object({ type: z.literal('email'), ...question }),
  z.object({ type: z.literal('phone'), ...question }),
  z.object({
    type: z.literal('number'),
    ...question,
    min: z.number().nullable().default(null),
    max: z.number().nullable().default(null),
    whole: z.boolean().default(true),
  }),
  z.object({ type: z.literal('date'), ...question }),
  z.object({
    type: z.literal('choice'),
    ...question,
    options: z.array(Line.max(200)).max(MAX_FORM_OPTIONS).default([]),
    /** `boxes` takes several answers. */
    display: z.enum(['radio', 'list', 'boxes']).default('radio'),
  }),
  z.object({ type: z.literal('check'), ...question }),
  /**
   * The wording is kept with each consent. With a subscription type, a ticked box is a consent to get it. `forMail`: people sign up for mail
   * with it, so the form cannot be published without a type.
   */
  z.object({
    type: z.literal('consent'),
    name: FormBlockName,
    wording: Words,
    required: z.boolean().default(false),
    typeId: Id.nullable().default(null),
    forMail: z.literal(true).optional(),
  }),
  /** A value that people do not see. An address with `?field_<name>=` replaces it. */
  z.object({
    type: z.literal('hidden'),
    name: FormBlockName,
    value: Line.max(255).default(''),
    bind: FormBinding.nullable().default(null),
    overwrite: z.boolean().default(false),
  }),
  z.object({ type: z.literal('heading'), name: FormBlockName, text: Label }),
  /** Plain text; an empty line begins a new paragraph. */
  z.object({ type: z.literal('paragraph'), name: FormBlockName, text: Words }),
]);
export type FormBlock = z.infer<typeof FormBlock>;
export type FormBlockOf<T extends FormBlockType> = Extract<FormBlock, { type: T }>;
/** A block with an answer that a person gives and that is no consent. */
export type FormQuestion = Exclude<FormBlock, { type: 'consent' | 'hidden' | 'heading' | 'paragraph' }>;

export const FormSettings = z.object({
  /** Heading of the page. */
  title: Line.max(200),
  language: Language,
  layout: z.enum(['one', 'two']).default('one'),
  /** Text of the button; empty: the usual one. */
  button: Line.max(60).default(''),
  showLogo: z.boolean().default(true),
  /** Null: the colour of the organisation's other pages for recipients. */
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .nullable()
    .default(null),
  thanks: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('page'), title: Line.max(200).default(''), text: Words.default('') }),
      z.object({ kind: z.literal('redirect'), url: z.union([z.literal(''), HttpUrl]) }),
    ])
    .default({ kind: 'page', title: '', text: '' }),
  /** `once`: further submissions with the same address are kept and not processed. */
  duplicates: z.enum(['all', 'once']).default('all'),
  matching: z.enum(FORM_MATCHING).default('auto'),
  /** The workflow starts when the button on the page that a mail leads to was pressed. */
  doubleOptIn: z.boolean().default(false),
  /** The mail of the double opt-in; empty texts: the usual ones. */
  mail: z
    .object({
      subject: Line.max(200).default(''),
      text: Words.default(''),
      button: Line.max(60).default(''),
    })
    .default({ subject: '', text: '', button: '' }),
  /** Whether the form has the captcha of the installation, if there is one (`FORM_CAPTCHA`). */
  captcha: z.boolean().default(true),
  /** After this time, or this number of submissions, the form shows that it is closed. */
  closesAt: Instant.nullable().default(null),
  maxSubmissions: z.int().min(1).max(10_000_000).nullable().default(null),
  closedText: Words.default(''),
});
export type FormSettings = z.infer<typeof FormSettings>;

/** Everything that the person who fills in a form sees, and how the answers are treated. */
export const FormContent = z.object({
  blocks: z.array(FormBlock).max(MAX_FORM_BLOCKS),
  settings: FormSettings,
});
export type FormContent = z.infer<typeof FormContent>;

/** An answer: a text, a number, a ticked box, several choices; null if there is none. */
export const FormValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);
export type FormValue = z.infer<typeof FormValue>;
/** Answers by the names of their blocks. */
export type FormValues = Record<string, FormValue>;

/** A consent with its words as the person saw them. */
export const FormConsent = z.object({
  name: FormBlockName,
  wording: Words,
  given: z.boolean(),
  typeId: Id.nullable(),
});
export type FormConsent = z.infer<typeof FormConsent>;

/** Parameters of a campaign in the address of the form. */
export const Utm = z.object({
  source: z.string().max(200).optional(),
  medium: z.string().max(200).optional(),
  campaign: z.string().max(200).optional(),
  term: z.string().max(200).optional(),
  content: z.string().max(200).optional(),
});
export type Utm = z.infer<typeof Utm>;
