import { COMMAND_IDS, type Command, type CommandId } from './command';
import { editCommands } from './edit-commands';
import { isKey } from './keys';
import { viewCommands } from './view-commands';

/** Every command by its id; one without an entry does not compile. */
export const COMMANDS: Record<CommandId, Command> = { ...editCommands, ...viewCommands };

/** The command that a key press means, or null. */
export function commandFor(event: KeyboardEvent): CommandId | null {
  return COMMAND_IDS.find((id) => COMMANDS[id].keys.some((keys) => isKey(event, keys))) ?? null;
}
