import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export interface Question {
  title: string;
  text: string;
  /** Label of the confirm button. It names the action and its object: "Delete 3 links". */
  confirm: string;
  /** Label of the button that leaves everything as it is, if not "Cancel". */
  dismiss?: string;
}

interface OpenQuestion extends Question {
  onConfirm: () => void;
  danger?: boolean;
}

/** The question that the dialog of confirm.tsx shows. */
export const openQuestion = createStore<{ open: OpenQuestion | null }>(() => ({ open: null }));

/** Opens a dialog that asks for confirmation of an action that cannot be undone. The confirm button is red unless `danger` is false. */
export function confirmDanger(open: OpenQuestion): void {
  openQuestion.setState({ open });
}

/** True while a question of `confirmDanger` is open. */
export const useIsAsking = (): boolean => useStore(openQuestion, ({ open }) => open !== null);
