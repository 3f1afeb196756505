// SPDX-License-Identifier: MIT
//
// Shows window.questionnaire with the renderer of others; window.response() gives what was filled in. Bundled by form.js.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { BaseRenderer, RendererThemeProvider, getResponse, useBuildForm, useRendererQueryClient } from '@aehrc/smart-forms-renderer';

window.response = getResponse;

function Form() {
  const client = useRendererQueryClient();
  const building = useBuildForm({ questionnaire: window.questionnaire });
  return building ? <p>building</p> : (
    <RendererThemeProvider>
      <QueryClientProvider client={client}>
        <main data-built="yes"><BaseRenderer /></main>
      </QueryClientProvider>
    </RendererThemeProvider>
  );
}

createRoot(document.getElementById('root')).render(<Form />);
