import type { FollowUpKind, RefKind, SelectionKind, Text } from '@linkflow/contracts';
import { MissingTarget } from '@linkflow/platform';

type Kind = Exclude<RefKind, 'link' | 'mailing' | 'script' | 'company'>;

const THE: Record<Kind, Text> = {
  interest: { en: 'The interest', nb: 'Interessen' },
  field: { en: 'The field', nb: 'Feltet' },
  selection: { en: 'The selection', nb: 'Utvalget' },
  project: { en: 'The project', nb: 'Prosjektet' },
  category: { en: 'The category', nb: 'Kategorien' },
  priority: { en: 'The priority', nb: 'Prioriteten' },
  'task-type': { en: 'The follow-up type', nb: 'Oppfølgingstypen' },
  contact: { en: 'The contact', nb: 'Personen' },
  user: { en: 'The user', nb: 'Brukeren' },
};

/** Nothing is left of it, not even a name. */
export const gone = (kind: Kind): MissingTarget =>
  new MissingTarget(`${kind}.missing`, {
    en: `${THE[kind].en} no longer exists`,
    nb: `${THE[kind].nb} finnes ikke lenger`,
  });

/** It was deleted, and could be restored. */
export const deleted = (kind: Kind, name: string): MissingTarget =>
  new MissingTarget(`${kind}.deleted`, {
    en: `${THE[kind].en} “${name}” has been deleted`,
    nb: `${THE[kind].nb} «${name}» er slettet`,
  });

export const retired = (name: string): MissingTarget =>
  new MissingTarget('user.retired', {
    en: `${name} is no longer an active user`,
    nb: `${name} er ikke lenger aktiv bruker`,
  });

const SELECTION: Record<SelectionKind, Text> = {
  static: { en: 'a static selection', nb: 'et statisk utvalg' },
  dynamic: { en: 'a dynamic selection', nb: 'et dynamisk utvalg' },
  combined: { en: 'a combined selection', nb: 'et kombinert utvalg' },
};

export const notStatic = (name: string, kind: SelectionKind): MissingTarget =>
  new MissingTarget('selection.not-static', {
    en: `“${name}” is ${SELECTION[kind].en}. Only static selections take members one by one`,
    nb: `«${name}» er ${SELECTION[kind].nb}. Bare statiske utvalg tar imot enkeltmedlemmer`,
  });

const PLURAL: Record<FollowUpKind, Text> = {
  'to-do': { en: 'to-dos', nb: 'oppgaver' },
  meeting: { en: 'meetings', nb: 'møter' },
};

export const wrongTaskType = (name: string, is: FollowUpKind, wanted: FollowUpKind): MissingTarget =>
  new MissingTarget('task-type.wrong-kind', {
    en: `“${name}” is a type for ${PLURAL[is].en}, not for ${PLURAL[wanted].en}`,
    nb: `«${name}» er en type for ${PLURAL[is].nb}, ikke for ${PLURAL[wanted].nb}`,
  });

export const notOnContacts = (name: string): MissingTarget =>
  new MissingTarget('field.wrong-entity', {
    en: `“${name}” is a field of companies, not of contacts`,
    nb: `«${name}» er et felt på firma, ikke på personer`,
  });

export const wrongValue = (problem: Text): MissingTarget => new MissingTarget('field.wrong-value', problem);

export const tooLong = (owner: string, minutes: number): MissingTarget =>
  new MissingTarget('meeting.too-long', {
    en: `A meeting of ${minutes} minutes does not fit into the working day of ${owner}`,
    nb: `Et møte på ${minutes} minutter får ikke plass i arbeidsdagen til ${owner}`,
  });

export const noFreeTime = (owner: string): MissingTarget =>
  new MissingTarget('meeting.no-free-time', {
    en: `${owner} has no free time for a meeting in the next three years`,
    nb: `${owner} har ikke ledig tid til et møte de neste tre årene`,
  });
