import type { PeopleFilterInput } from '@linkflow/contracts';

/** The people of a list, and where they come from. */
export interface ChosenPeople {
  filter: PeopleFilterInput;
  /** Name of the link or mailing, from which names of new selections and mailings are made. */
  name: string;
  /** For the recipients of a mailing: its tracked links, by which they can be divided. */
  links?: readonly { id: string; name: string }[];
}
