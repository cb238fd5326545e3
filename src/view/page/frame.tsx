// A dialog's frame: heading, close button, and what is in it. Start at `Frame`.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { say } from '../../words/text.ts';
import { dialog } from './dialogs.ts';
import { Icon } from './icons.tsx';
import { t } from './words.ts';

interface FrameProps {
  heading: string;
  /** wide: for long texts. */
  size?: 'normal' | 'wide';
  children: ComponentChildren;
}

export function Frame({ heading, size = 'normal', children }: FrameProps) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => ref.current?.showModal(), []);
  const close = (): void => {
    dialog.value = null;
  };
  return (
    <dialog ref={ref} class={`frame ${size}`} closedby="any" aria-labelledby="frame-heading" onClose={close}>
      <div class="frame-inside">
        <header>
          <h2 id="frame-heading">{heading}</h2>
          <button type="button" class="quiet" aria-label={t(say('Close'))} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
