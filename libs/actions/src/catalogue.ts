import type { NodeDescriptor, Text } from '@linkflow/contracts';
import type { ParamIssue } from '@linkflow/workflow';
import { z } from 'zod';
import type { AnyAction } from './define-action';
import { ACTIONS, actionOf } from './registry';
import type { Say } from './say';

const CATALOGUE: NodeDescriptor[] = ACTIONS.map(descriptorOf);

/** Every node type as the API serves it, in the order of the palette. Always the same array, so that it can key a cache. */
export function catalogue(): NodeDescriptor[] {
  return CATALOGUE;
}

/** One node type as plain data. */
export function descriptorOf(action: AnyAction): NodeDescriptor {
  const { type, version, title, summary, icon, group, lane, risk, effect } = action;
  return {
    type,
    version,
    title,
    summary,
    icon,
    group,
    lane,
    risk,
    effect,
    ports: action.ports,
    params: jsonSchema(action.params, 'input'),
    defaults: action.defaults,
    output: jsonSchema(action.output, 'output'),
    policy: action.policy,
    repeat: action.repeat,
    example: action.example,
  };
}

/** What is wrong with a node's parameters, by the schema of its own file. Nothing for a type that isn't known. */
export function validateParams(type: string, params: Record<string, unknown>): readonly ParamIssue[] {
  return actionOf(type)?.params.safeParse(params).error?.issues ?? [];
}

/** One sentence of what a node will do, however unfinished it is. */
export function describeNode(node: { type: string; params: Record<string, unknown> }, say: Say): Text {
  return (
    actionOf(node.type)?.describe(node.params, say) ?? {
      en: `A step of the type “${node.type}”, which is not known here`,
      nb: `Et steg av typen «${node.type}», som ikke er kjent her`,
    }
  );
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // Through JSON, so that it is exactly what crosses the wire.
  return JSON.parse(JSON.stringify(rest)) as Record<string, unknown>;
}
