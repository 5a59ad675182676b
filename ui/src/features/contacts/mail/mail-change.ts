/** A change of what mailings a contact gets, which a dialog asks for. `name`: that of the subscription type; empty for everything. */
export type MailChange =
  | { kind: 'subscription'; typeId: string | null; name: string; unsubscribed: boolean }
  | { kind: 'give-consent'; typeId: string; name: string }
  | { kind: 'withdraw-consent'; typeId: string; name: string }
  | { kind: 'clear-bounce' };
