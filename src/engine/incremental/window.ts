/** A rectangle of the network's input, half-open, in its pixels. */
export interface Window {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
