import type { Duplex } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { ServerEventData, ServerEventName } from '../contract/socket-events.js';
import { ackPacket, eventPacket, frameText, textFrame } from '../core/broadcast/socket-frame.js';
import type { ClientSocket, Place } from './socket.js';
import { anyStream, queuedPackets, rawStream } from './socket-internals.js';

/** With more than this waiting, a peer is under pressure: what may be lost is. */
const PRESSURE_BYTES = 65_536;
const PRESSURE_PACKETS = 100;

/** An event encoded once, for any number of sockets. */
export function eventFrame<E extends ServerEventName>(event: E, data: ServerEventData<E>): Buffer {
  return textFrame(eventPacket(event, JSON.stringify(data)));
}

/**
 * Writes ready frames to sockets. All that one turn of the event loop has for a connection leaves in one system call,
 * which is most of what a delivery costs; nothing waits longer than that turn.
 */
@Injectable()
export class FrameWriter {
  private corked: Duplex[] = [];
  private readonly uncorkAll = () => {
    const streams = this.corked;
    this.corked = [];
    for (const stream of streams) stream.uncork();
  };

  write(socket: ClientSocket, frame: Buffer): void {
    const { places } = socket.data;
    if (places) places.push({ frames: [frame] });
    else this.put(socket, frame);
  }

  /**
   * Keeps the next place for what is still to be made, and answers how to fill it: whatever is written meanwhile, acks
   * excepted, leaves after that.
   */
  keepPlace(socket: ClientSocket): (frames: readonly Buffer[]) => void {
    const place: Place = { frames: null };
    (socket.data.places ??= []).push(place);
    return (frames) => {
      place.frames = frames;
      this.release(socket);
    };
  }

  private release(socket: ClientSocket): void {
    const places = socket.data.places ?? [];
    const open = places.findIndex(({ frames }) => frames === null);
    const filled = open < 0 ? places : places.slice(0, open);
    socket.data.places = open < 0 ? null : places.slice(open);
    if (!socket.connected) return;
    for (const { frames } of filled) for (const frame of frames ?? []) this.put(socket, frame);
  }

  private put(socket: ClientSocket, frame: Buffer): void {
    const stream = rawStream(socket);
    if (stream) {
      this.hold(stream);
      stream.write(frame);
    } else {
      // Engine.IO puts its own packet type before the text.
      socket.conn.write(frameText(frame).slice(1));
    }
  }

  /** What may be lost: a peer for which much waits already does not get it. */
  offer(socket: ClientSocket, frame: Buffer): void {
    const waiting = anyStream(socket)?.writableLength ?? 0;
    if (waiting <= PRESSURE_BYTES && queuedPackets(socket) <= PRESSURE_PACKETS) this.write(socket, frame);
  }

  /** Keeps what is written to the stream, by whomever, until the end of this turn of the event loop. */
  hold(stream: Duplex): void {
    if (stream.writableCorked > 0) return;
    stream.cork();
    if (this.corked.push(stream) === 1) setImmediate(this.uncorkAll);
  }

  event<E extends ServerEventName>(socket: ClientSocket, event: E, data: ServerEventData<E>): void {
    this.write(socket, eventFrame(event, data));
  }

  /** `json` is the ack's only argument, stringified. */
  ack(socket: ClientSocket, id: number, json: string): void {
    if (socket.connected) this.put(socket, textFrame(ackPacket(id, json)));
  }
}
