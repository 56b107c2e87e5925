# With CheckQuorum a pre-candidate is not answered while a leader is heard, so a returning node disturbs nobody (etcd prevote_checkquorum).
cluster 1 2 3 pre-vote check-quorum
(campaign 1)
(settle)
campaign 2
settle
---
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * role follower → pre-candidate, leader n1 → nobody
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n3: term 2: asks for a pre-vote, log ends at 1@1
n1 ← n2: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n2: a leader is alive, so no answer
n3 ← n2: term 2: asks for a pre-vote, log ends at 1@1
  no pre-vote for n2: a leader is alive, so no answer

# Without word of the leader for an election timeout n3 consents.
wait 1000ms
campaign 2
deliver 3
settle 2 3
lose 1
status 2 3
---
it is 1.000000s
campaign 2
  election timer ran out
  counts pre-vote of n2: yes
  * timer from 0.000000s → from 1.000000s
  → n1: term 2: asks for a pre-vote, log ends at 1@1
  → n3: term 2: asks for a pre-vote, log ends at 1@1
n3 ← n2: term 2: asks for a pre-vote, log ends at 1@1
  gave n2 its pre-vote of term 2
  → n2: term 2: gives a pre-vote
n2 ← n3: term 2: gives a pre-vote
  counts pre-vote of n3: yes
  * role pre-candidate → candidate, term 1 → 2, vote n1 → n2
  → n1 once stored: term 2: asks for a vote, log ends at 1@1
  → n3 once stored: term 2: asks for a vote, log ends at 1@1
n2 writes term 2, vote n2, commit 1
  → n1: term 2: asks for a vote, log ends at 1@1
  → n3: term 2: asks for a vote, log ends at 1@1
  gave n2 its vote of term 2
  counts vote of n2: yes
n3 ← n2: term 2: asks for a vote, log ends at 1@1
  * term 1 → 2, vote n1 → n2, leader n1 → nobody, timer from 0.000000s → from 1.000000s
  → n2 once stored: term 2: gives a vote
n3 writes term 2, vote n2, commit 1
  → n2: term 2: gives a vote
  gave n2 its vote of term 2
n2 ← n3: term 2: gives a vote
  counts vote of n3: yes
  appends 2@2
  * role candidate → leader, leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  * of n1 probe 0/2 paused told 1
  * of n3 probe 0/2 paused told 1
  → n1: term 2: append after 1@1: 2@2 no-op; commit 1
  → n3: term 2: append after 1@1: 2@2 no-op; commit 1
n2 writes 2@2 no-op
  * stored 1 → 2
n3 ← n2: term 2: append after 1@1: 2@2 no-op; commit 1
  appends 2@2
  * leader nobody → n2, log 1 to 1@1 → 1 to 2@2
  → n2 once stored: term 2: accepted up to 2
n3 writes 2@2 no-op
  → n2: term 2: accepted up to 2
  * stored 1 → 2
n2 ← n3: term 2: accepted up to 2
  * commit 1 → 2
  * of n3 replicate 2/3 told 2 heard
  → n3: term 2: append after 2@2: nothing; commit 2
n2 writes term 2, vote n2, commit 2 (no sync)
n2 applies 2@2 no-op
  * applied 1 → 2
n3 ← n2: term 2: append after 2@2: nothing; commit 2
  * commit 1 → 2
  → n2 once stored: term 2: accepted up to 2
n3 writes term 2, vote n2, commit 2 (no sync)
  → n2: term 2: accepted up to 2
n3 applies 2@2 no-op
  * applied 1 → 2
n2 ← n3: term 2: accepted up to 2
lost, n2 to n1: term 2: asks for a pre-vote, log ends at 1@1
lost, n2 to n1: term 2: asks for a vote, log ends at 1@1
lost, n2 to n1: term 2: append after 1@1: 2@2 no-op; commit 1
n2: role leader, term 2, vote n2, leader n2, timer from 1.000000s, log 1 to 2@2, stored 2, commit 2, applied 2, members voters n1 n2 n3, of n1 probe 0/2 paused told 1, of n3 replicate 2/3 told 2 heard
n3: role follower, term 2, vote n2, leader n2, timer from 1.000000s, log 1 to 2@2, stored 2, commit 2, applied 2, members voters n1 n2 n3
