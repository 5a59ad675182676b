import type { LinkAnswer } from '@linkflow/contracts';
import { useTexts } from '../i18n';
import { linkAnswerTexts } from './link-answer.texts';

/** Returns a function that says what recipients of a click get: the address of a website, or something else in words. */
export function useLinkAnswer(): (link: { answer: LinkAnswer; url: string }) => string {
  const t = useTexts(linkAnswerTexts);
  return ({ answer, url }) => (answer === 'redirect' ? url : t(answer));
}
