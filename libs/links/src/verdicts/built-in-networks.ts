/** The built-in network file. */
import { NetworkFile } from './networks';
import file from './networks.json';

/** Parsed once, because the types of a JSON file are broader than its schema. */
export const builtInNetworks: NetworkFile = NetworkFile.parse(file);
