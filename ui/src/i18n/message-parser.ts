/**
 * The parser of ICU messages for the browser: it takes the place of `@formatjs/icu-messageformat-parser` in the build of the ui
 * (`vite.config.ts`), which is five times as large. It knows what texts use: arguments, numbers, dates and times with named styles,
 * plurals, ordinals and selects. It knows no tags and no skeletons (`::`); a number or date with one is formatted without a style. The
 * reasons: docs/adr/0061-the-browser-has-a-small-message-parser.md.
 */
import type { IntlMessageFormat } from 'intl-messageformat';

const TYPE = { literal: 0, argument: 1, number: 2, date: 3, time: 4, select: 5, plural: 6, pound: 7, tag: 8 };
type Element = ReturnType<IntlMessageFormat['getAst']>[number];

const isType = (type: number) => (element: { type: number }) => element.type === type;
export const isLiteralElement = isType(TYPE.literal);
export const isArgumentElement = isType(TYPE.argument);
export const isNumberElement = isType(TYPE.number);
export const isDateElement = isType(TYPE.date);
export const isTimeElement = isType(TYPE.time);
export const isSelectElement = isType(TYPE.select);
export const isPluralElement = isType(TYPE.plural);
export const isPoundElement = isType(TYPE.pound);
export const isTagElement = isType(TYPE.tag);
export const isDateTimeSkeleton = () => false;
export const isNumberSkeleton = () => false;

/** @throws SyntaxError */
export function parse(message: string): Element[] {
  return new Reader(message).message({ inPlural: false });
}

class Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  private get atEnd(): boolean {
    return this.at >= this.source.length;
  }

  private fail(): never {
    throw new SyntaxError(`Not an ICU message, at ${this.at}: ${this.source}`);
  }

  /** Reads up to the end, or in an option up to its `}`; elsewhere that is text. `#` stands for the number in an option of a plural. */
  message({ inPlural, inOption = false }: { inPlural: boolean; inOption?: boolean }): Element[] {
    const elements: Element[] = [];
    let text = '';
    const endText = () => {
      if (text) elements.push({ type: TYPE.literal, value: text });
      text = '';
    };
    while (!this.atEnd && !(inOption && this.source[this.at] === '}')) {
      const char = this.source[this.at];
      if (char === '{' || (char === '#' && inPlural)) {
        endText();
        elements.push(char === '{' ? this.argument() : this.pound());
      } else text += char === "'" ? this.apostrophe(inPlural) : this.next();
    }
    endText();
    return elements;
  }

  private next(): string {
    return this.source[this.at++] ?? this.fail();
  }

  private pound(): Element {
    this.at += 1;
    return { type: TYPE.pound };
  }

  /** Two apostrophes are one; one before a special character quotes up to the next one; every other one is itself. */
  private apostrophe(inPlural: boolean): string {
    this.at += 1;
    const char = this.source[this.at] ?? '';
    if (char === "'") return this.next();
    if (!'{}<>'.includes(char || ' ') && !(char === '#' && inPlural)) return "'";
    let text = this.next();
    while (!this.atEnd) {
      const next = this.next();
      if (next !== "'") text += next;
      else if (this.source[this.at] === "'") text += this.next();
      else break;
    }
    return text;
  }

  private argument(): Element {
    this.expect('{');
    const value = this.word();
    if (this.skip('}')) return { type: TYPE.argument, value };
    this.expect(',');
    const kind = this.word();
    switch (kind) {
      case 'number':
      case 'date':
      case 'time': {
        const style = this.skip(',') ? this.style() : null;
        this.expect('}');
        return { type: TYPE[kind], value, style };
      }
      case 'plural':
      case 'selectordinal':
      case 'select':
        this.expect(',');
        return this.choice(value, kind);
      default:
        return this.fail();
    }
  }

  private choice(value: string, kind: 'plural' | 'selectordinal' | 'select'): Element {
    const isPlural = kind !== 'select';
    let offset = 0;
    const options: Record<string, { value: Element[] }> = {};
    while (!this.skip('}')) {
      const name = this.word();
      if (isPlural && name === 'offset:') offset = Number(this.word());
      else {
        this.expect('{');
        options[name] = { value: this.message({ inPlural: isPlural, inOption: true }) };
        if (this.next() !== '}') this.fail();
      }
    }
    if (!('other' in options)) this.fail();
    if (!isPlural) return { type: TYPE.select, value, options };
    const pluralType = kind === 'plural' ? 'cardinal' : 'ordinal';
    return { type: TYPE.plural, value, options, offset, pluralType };
  }

  private blanks(): void {
    while (/\s/.test(this.source[this.at] ?? '')) this.at += 1;
  }

  private skip(char: string): boolean {
    this.blanks();
    if (this.source[this.at] !== char) return false;
    this.at += 1;
    return true;
  }

  private expect(char: string): void {
    if (!this.skip(char)) this.fail();
  }

  private word(): string {
    this.blanks();
    const start = this.at;
    while (!this.atEnd && !/[\s{},]/.test(this.source[this.at] ?? '')) {
      this.at += 1;
      if (this.source.slice(start, this.at) === 'offset:') break;
    }
    return this.at === start ? this.fail() : this.source.slice(start, this.at);
  }

  private style(): string {
    const end = this.source.indexOf('}', this.at);
    if (end < 0) this.fail();
    const style = this.source.slice(this.at, end).trim();
    this.at = end;
    return style || this.fail();
  }
}
