import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { NodePorts } from './node-ports';

const cases = (...ports: string[]) => ({ cases: ports.map((id) => ({ id, label: id })) });

/** A choice, whose ports follow its cases. */
const renderChoice = () =>
  renderCanvas(<NodePorts id="a" title="Choose" />, {
    draft: aDraft(aDocument([aNode('a', 'choose', cases('x', 'y'))], [anEdge('click', 'then', 'a')])),
  });

it('gives each dot what React Flow finds it by', () => {
  renderChoice();
  const dot = screen.getByTestId('port-x');
  expect(dot.dataset).toMatchObject({ id: '1-a-x-source', nodeid: 'a', handleid: 'x', handlepos: 'bottom' });
  expect(dot.matches('.react-flow__handle.source.connectable.connectableend.nodrag.nopan')).toBe(true);
});

it('shows at which outlet the add menu is open or a step would be dropped', () => {
  const { store } = renderChoice();
  const active = () =>
    screen
      .getAllByTestId('add-here')
      .filter(({ dataset }) => dataset.active)
      .map(({ dataset }) => dataset.addPort);
  expect(active()).toEqual([]);
  const target = { kind: 'port', node: 'a', port: 'y' } as const;
  act(() => store.setState({ addMenu: { target, at: { x: 0, y: 0 } } }));
  expect(active()).toEqual(['y']);
  act(() => store.setState({ addMenu: null, dropTarget: { ...target, port: 'x' } }));
  expect(active()).toEqual(['x']);
});
